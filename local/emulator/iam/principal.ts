import { decide, type Decision, type PartitionsOf, type PolicyDocument } from './policy.ts';

/**
 * Somebody who signs calls: a role of the template, a local user with one of its managed policies,
 * or the operator.
 */
export interface Principal {
  /** `arn:aws:iam::000000000000:role/x` or `…:user/x`. */
  arn: string;
  /** Role or user name: the last part of the ARN. */
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  policies: PolicyDocument[];
  /** Session token that came with a call; it tells the environments of one function apart. */
  session?: string;
}

/** All principals of a deployment. */
export interface Principals {
  /** Throws a sentence when the template has no such role. */
  byRoleArn(arn: string): Principal;
  /**
   * The local user that has this managed policy. Throws a sentence when the template has no such
   * policy.
   */
  byPolicyArn(arn: string): Principal;
  byAccessKeyId(accessKeyId: string): Principal | undefined;
}

/** Decisions by the policies they came from, which never change. */
const decisions = new WeakMap<readonly PolicyDocument[], Map<string, Decision>>();
/**
 * Of one principal. Callers choose resources, for example a bucket's keys, so there is no end to
 * them.
 */
const MAX_DECISIONS = 1_000;

/**
 * Whether the principal's policies allow an action, e.g. `dynamodb:GetItem` on a table's ARN, on
 * items of these partitions.
 */
export function isAllowed({ policies }: Principal, action: string, resource: string, partitionsOf?: PartitionsOf): boolean {
  const known = decisions.get(policies) ?? new Map<string, Decision>();
  decisions.set(policies, known);
  const question = `${action} ${resource}`;
  const decision = known.get(question) ?? decide(policies, action, resource, partitionsOf);
  if (known.size >= MAX_DECISIONS) known.clear();
  if (!dependsOnItems(policies)) known.set(question, decision);
  return decision === 'allowed';
}

function dependsOnItems(policies: readonly PolicyDocument[]): boolean {
  return policies.some(({ statements }) => statements.some(({ partitions }) => partitions !== undefined));
}

/** AWS's sentence for a refused call. */
export function accessDeniedMessage(principal: Principal, action: string, resource: string): string {
  const denied = decide(principal.policies, action, resource) === 'denied';
  const reason = denied
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  return `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}
