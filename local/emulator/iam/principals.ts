import type { Deployment, Resource } from '../template/deployment.ts';
import { readPolicy, type PolicyDocument } from './policy.ts';
import type { Principal, Principals } from './principal.ts';
import { createSessions, type Sessions } from './sessions.ts';

/** Gives the access key of a principal, the same one at every start of a persistent stack. */
export type KeyFor = (principalArn: string) => { accessKeyId: string; secretAccessKey: string };

/** AWS's own policies that only allow writing logs and traces; nothing of that exists locally. */
const WITHOUT_LOCAL_EFFECT =
  /^arn:aws:iam::aws:policy\/(service-role\/)?(AWSAppSyncPushToCloudWatchLogs|AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess)$/;

/**
 * The principals of a template: every role with its policies and, for every managed policy, one
 * local user that has it. A user is named after the stack output that carries its policy's ARN
 * (`CheckoutPolicyArn` makes `checkout`), else after the policy. Sessions that STS gives of a role
 * are principals too, with its policies.
 */
export function createPrincipals(deployment: Deployment, keyFor: KeyFor, sessions: Sessions = createSessions()): Principals {
  const roles = deployment.ofType('AWS::IAM::Role').map((role) => principalOf(role.arn, policiesOf(role, deployment), keyFor));
  const users = deployment.ofType('AWS::IAM::ManagedPolicy').map((policy): [string, Principal] => {
    const arn = `arn:aws:iam::${deployment.accountId}:user/${userNameFor(policy, deployment)}`;
    return [policy.arn, principalOf(arn, [documentOf(policy)], keyFor)];
  });
  const byRole = new Map(roles.map((role) => [role.arn, role]));
  const byPolicy = new Map(users);
  const byKey = new Map([...roles, ...byPolicy.values()].map((principal) => [principal.accessKeyId, principal]));
  return {
    byRoleArn: (arn) => byRole.get(arn) ?? missing('role', arn),
    byPolicyArn: (arn) => byPolicy.get(arn) ?? missing('managed policy', arn),
    byAccessKeyId: (id) => byKey.get(id) ?? sessions.byAccessKeyId(id),
  };
}

/**
 * The principal behind every access key that is not one of the stack's own: may do everything, as
 * operators may in a real account.
 */
export function operator(accountId: string): Principal {
  const policies = [{ statements: [{ effect: 'Allow' as const, actions: ['*'], resources: ['*'] }] }];
  return { arn: `arn:aws:iam::${accountId}:user/operator`, name: 'operator', accessKeyId: '', secretAccessKey: '', policies };
}

function principalOf(arn: string, policies: PolicyDocument[], keyFor: KeyFor): Principal {
  return { arn, name: arn.slice(arn.lastIndexOf('/') + 1), policies, ...keyFor(arn) };
}

function policiesOf(role: Resource, deployment: Deployment): PolicyDocument[] {
  const inline = listOf(role.properties['Policies']).map((policy) =>
    readPolicy((policy as Record<string, unknown>)['PolicyDocument'], role.logicalId),
  );
  const attached = [...deployment.ofType('AWS::IAM::Policy'), ...deployment.ofType('AWS::IAM::ManagedPolicy')]
    .filter((policy) => listOf(policy.properties['Roles']).includes(role.physicalId))
    .map(documentOf);
  const managed = listOf(role.properties['ManagedPolicyArns'])
    .map(String)
    .filter((arn) => !WITHOUT_LOCAL_EFFECT.test(arn))
    .map((arn) =>
      documentOf(deployment.ofType('AWS::IAM::ManagedPolicy').find((policy) => policy.arn === arn) ?? missing('managed policy', arn)),
    );
  return [...inline, ...attached, ...managed];
}

function documentOf(policy: Resource): PolicyDocument {
  return readPolicy(policy.properties['PolicyDocument'], policy.logicalId);
}

function userNameFor(policy: Resource, deployment: Deployment): string {
  const output = Object.entries(deployment.outputs).find(([key, value]) => key.endsWith('PolicyArn') && value === policy.arn);
  if (!output) return policy.physicalId;
  const name = output[0].slice(0, -'PolicyArn'.length);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function missing(kind: string, arn: string): never {
  throw new Error(`The template has no ${kind} ${arn}.`);
}
