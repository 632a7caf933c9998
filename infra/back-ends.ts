import { Duration, Stack } from 'aws-cdk-lib';
import { type Conditions, type IManagedPolicy, OidcProviderNative, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type BackEnd, GOOGLE, type PolicyName } from './back-end-issuers.ts';
import type { Settings } from './settings.ts';

interface BackEndsProps {
  settings: Settings;
  policies: Readonly<Record<PolicyName, IManagedPolicy>>;
}

/**
 * Back ends outside AWS: a role each, which STS gives for an hour at most to who brings a token of
 * its issuer with its audience and subject. No key is made anywhere.
 */
export class BackEnds extends Construct {
  /** ARNs of the roles by the names of the back ends. */
  readonly roleArns: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { settings, policies }: BackEndsProps) {
    super(scope, id);
    const { stage, backendIssuers } = settings;
    const providers = new Map<string, string>();
    const providerOf = ({ issuer, sharesProvider }: BackEnd): string => {
      const known = providers.get(issuer);
      if (known !== undefined) return known;
      const arn = issuer === GOOGLE ? hostOf(issuer) : sharesProvider ? this.existing(issuer) : this.provide(issuer, backendIssuers);
      providers.set(issuer, arn);
      return arn;
    };
    const roles = backendIssuers.map((backEnd): [string, string] => {
      const role = new Role(this, backEnd.name, {
        // The history shows this name, which nobody but the deploy can give: that of the session is
        // the caller's own choice.
        roleName: `onhand-${stage}-${backEnd.name}`,
        description: `Onhand: ${backEnd.name}, a back end outside AWS`,
        assumedBy: new WebIdentityPrincipal(providerOf(backEnd), conditionsOf(backEnd)),
        maxSessionDuration: Duration.hours(1),
        managedPolicies: backEnd.policies.map((policy) => policies[policy]),
      });
      return [backEnd.name, role.roleArn];
    });
    this.roleArns = Object.fromEntries(roles);
  }

  /**
   * IAM verifies the issuer's TLS by the authorities that it trusts, so there is no thumbprint to
   * keep up to date.
   */
  private provide(issuer: string, backEnds: readonly BackEnd[]): string {
    const audiences = backEnds.filter((backEnd) => backEnd.issuer === issuer).map(({ audience }) => audience);
    return new OidcProviderNative(this, issuer.slice('https://'.length), { url: issuer, clientIds: [...new Set(audiences)] })
      .oidcProviderArn;
  }

  /** An account has one provider for an issuer, whoever made it. */
  private existing(issuer: string): string {
    return Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName: hostOf(issuer) });
  }
}

/** Who of the issuer's callers may have the role. */
function conditionsOf({ issuer, audience, subject }: BackEnd): Conditions {
  const key = (claim: string) => `${hostOf(issuer)}:${claim}`;
  // Of Google's tokens IAM calls `azp` the audience, which is the subject too, and `aud` is what
  // whoever asked for the token chose.
  if (issuer === GOOGLE) return { StringEquals: { [key('aud')]: subject, [key('oaud')]: audience, [key('sub')]: subject } };
  return { StringEquals: { [key('aud')]: audience }, StringLike: { [key('sub')]: subject } };
}

/** The issuer as IAM names it in ARNs and condition keys; a slash at its end stays. */
function hostOf(issuer: string): string {
  return issuer.slice('https://'.length);
}
