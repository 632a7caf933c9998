import type { Deployment } from '../template/deployment.ts';
import { matchesAny } from './policy.ts';

/** What a service of AWS wants to do with a resource. */
export interface ServiceAccess {
  /** For example `events.amazonaws.com`. */
  service: string;
  action: string;
  /** ARN. */
  resource: string;
  /** ARN of what it is done for, such as a rule. */
  source: string;
}

type Statement = Readonly<Record<string, unknown>>;

/** The one refusal that is understood, since loopback has no TLS: everything without it. */
const WITHOUT_TLS = '{"Bool":{"aws:SecureTransport":"false"}}';
const SOURCE_OPERATORS = ['ArnEquals', 'ArnLike', 'StringEquals', 'StringLike'];

/**
 * Whether policies of this CloudFormation type, such as those of queues, let a service in. Throws a
 * sentence on a statement about it that is not understood.
 */
export function isLetIn(deployment: Deployment, policyType: string, access: ServiceAccess): boolean {
  return deployment
    .ofType(policyType)
    .flatMap(({ logicalId, properties }) =>
      listOf((properties['PolicyDocument'] as { Statement?: unknown } | undefined)?.Statement).map((statement) =>
        allows(statement as Statement, access, logicalId),
      ),
    )
    .includes(true);
}

function allows({ Effect, Principal, Action, Resource, Condition }: Statement, access: ServiceAccess, owner: string): boolean {
  if (!matchesAny(textsOf(Action), access.action, 'i') || !matchesAny(textsOf(Resource), access.resource, '')) return false;
  if (Effect === 'Deny') {
    if (JSON.stringify(Condition) === WITHOUT_TLS) return false;
    throw new Error(`${owner} denies ${access.action} on other terms than TLS, which the local stack does not understand.`);
  }
  const { Service } = (typeof Principal === 'object' ? Principal : {}) as { Service?: unknown };
  return textsOf(Service).includes(access.service) && meets(Condition, access.source, owner);
}

function meets(condition: unknown, source: string, owner: string): boolean {
  return Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      if (!SOURCE_OPERATORS.includes(operator) || !/^aws:Source(Arn|Account)$/i.test(key))
        throw new Error(`${owner} has the condition ${operator} of ${key}, which the local stack does not understand.`);
      // Everything here belongs to the one account.
      return /Account$/i.test(key) || matchesAny(textsOf(values), source, '');
    }),
  );
}

function textsOf(value: unknown): string[] {
  return listOf(value).map(String);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
