import { createHash } from 'node:crypto';
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
  /** Of a role that STS has given to somebody for a while. `expires`: milliseconds since 1970. */
  temporary?: { sessionName: string; sessionToken: string; expires: number };
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

/**
 * A role as callers are seen: as the session that has it. Without a name of its own that of a
 * session is the role's, as a Lambda function's is the function's.
 */
export function roleSessionArn({ arn, name, temporary }: Principal): string {
  return `arn:aws:sts::${arn.split(':')[4] ?? ''}:assumed-role/${name}/${temporary?.sessionName ?? name}`;
}

/** The role's unique id with the session's name. */
export function roleSessionId({ arn, name, temporary }: Principal): string {
  return `AROA${uniqueId(arn)}:${temporary?.sessionName ?? name}`;
}

/** IAM's unique ids say nothing of the name; neither do these. */
export function uniqueId(arn: string): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase();
}

/** AWS's sentence for a refused call. */
export function accessDeniedMessage(principal: Principal, action: string, resource: string): string {
  const denied = decide(principal.policies, action, resource) === 'denied';
  const reason = denied
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  const who = principal.temporary ? roleSessionArn(principal) : principal.arn;
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}
