import { AwsError } from '../gateway/gateway.ts';
import type { Principals } from '../iam/principal.ts';
import type { Session, Sessions } from '../iam/sessions.ts';
import { isTrusted, readTrust, type WebIdentityTrust } from '../iam/trust.ts';
import type { Deployment } from '../template/deployment.ts';
import type { IssuerAddresses } from './keys.ts';
import { identityProviders } from './providers.ts';
import { verifyWebIdentity, type WebIdentity } from './web-identity.ts';

/** What a call gave: the role's session, and what STS says of the token. */
export interface GivenRole {
  session: Session;
  identity: WebIdentity;
}

/** The Security Token Service, as far as it gives roles to who brings a token. */
export interface Sts {
  /** `AssumeRoleWithWebIdentity` by its parameters. Rejects with an `AwsError`. */
  assumeRoleWithWebIdentity(parameters: Readonly<Record<string, string>>): Promise<GivenRole>;
}

export interface StsParts {
  deployment: Deployment;
  principals: Principals;
  sessions: Sessions;
  /** Of issuers on this machine; all others are asked at their own addresses. */
  issuerAddresses: IssuerAddresses;
}

/** A role that tokens can give. */
interface TrustingRole {
  trusts: WebIdentityTrust[];
  /** Seconds. */
  longestSession: number;
}

const PARAMETERS = ['Action', 'Version', 'RoleArn', 'RoleSessionName', 'WebIdentityToken', 'DurationSeconds'];
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const SHORTEST_SESSION = 900;
const AN_HOUR = 3_600;

/** Reads the trust of all roles. Throws a sentence on what it does not understand in one. */
export function createSts({ deployment, principals, sessions, issuerAddresses }: StsParts): Sts {
  const providers = identityProviders(deployment);
  const roles = new Map(
    deployment.ofType('AWS::IAM::Role').map(({ arn, logicalId, properties }): [string, TrustingRole] => {
      const trusts = readTrust(properties['AssumeRolePolicyDocument'], logicalId);
      return [arn, { trusts, longestSession: Number(properties['MaxSessionDuration'] ?? AN_HOUR) }];
    }),
  );
  return {
    assumeRoleWithWebIdentity: async (parameters) => {
      const { RoleArn = '', RoleSessionName = '', WebIdentityToken = '', DurationSeconds = String(AN_HOUR) } = parameters;
      checkParameters(parameters);
      const identity = await verifyWebIdentity(WebIdentityToken, providers, issuerAddresses);
      const role = roles.get(RoleArn);
      // One refusal for all: who is not let in learns nothing of a role.
      if (!role || !isTrusted(role.trusts, identity.provider.arn, known(identity, RoleSessionName)))
        throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
      const seconds = Number(DurationSeconds);
      if (seconds > role.longestSession) throw wrong('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
      return { session: sessions.open(principals.byRoleArn(RoleArn), RoleSessionName, seconds), identity };
    },
  };
}

/** What conditions can ask, by keys in lower case. */
function known({ provider, subject, audience, originalAudience }: WebIdentity, sessionName: string): Map<string, string> {
  const name = provider.name.toLowerCase();
  return new Map([
    [`${name}:sub`, subject],
    [`${name}:aud`, audience],
    ...(originalAudience === undefined ? [] : [[`${name}:oaud`, originalAudience] as const]),
    ['sts:rolesessionname', sessionName],
  ]);
}

function checkParameters(parameters: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(parameters).find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw wrong(`The local STS does not have the parameter ${unknown}.`);
  const { RoleArn, RoleSessionName = '', WebIdentityToken, DurationSeconds } = parameters;
  if (!RoleArn || !WebIdentityToken) throw wrong('RoleArn and WebIdentityToken must have a value.');
  if (!SESSION_NAME.test(RoleSessionName))
    throw wrong('roleSessionName must have 2 to 64 characters and satisfy the pattern [\\w+=,.@-]*.');
  const isWhole = DurationSeconds === undefined || /^\d+$/.test(DurationSeconds);
  if (!isWhole || Number(DurationSeconds ?? AN_HOUR) < SHORTEST_SESSION)
    throw wrong(`durationSeconds must have a value greater than or equal to ${SHORTEST_SESSION}.`);
}

function wrong(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
