import { matchesAny } from './policy.ts';

/** Who may have a role, of those who come with the token of an identity provider. */
export interface WebIdentityTrust {
  /** ARN of the provider, or the name of one that IAM knows by itself. */
  provider: string;
  conditions: Condition[];
}

interface Condition {
  operator: 'StringEquals' | 'StringLike';
  /** In lower case, as keys have none. */
  key: string;
  values: string[];
}

const ACTION = 'sts:AssumeRoleWithWebIdentity';
const ELEMENTS = ['Sid', 'Effect', 'Principal', 'Action', 'Condition'];

/**
 * The statements of a role's trust policy that are about identity providers; those for services of
 * AWS have no effect here. Throws a sentence on anything in them that is not understood, which
 * could let in somebody whom AWS would refuse.
 */
export function readTrust(document: unknown, owner: string): WebIdentityTrust[] {
  const { Statement = [] } = (document ?? {}) as { Statement?: unknown };
  return [Statement].flat().flatMap((statement) => readStatement(statement as Record<string, unknown>, owner));
}

/** Whether one of the statements takes what is known of a caller: values by key in lower case. */
export function isTrusted(trusts: readonly WebIdentityTrust[], provider: string, known: ReadonlyMap<string, string>): boolean {
  return trusts.some((trust) => trust.provider === provider && trust.conditions.every((condition) => isMet(condition, known)));
}

function isMet({ operator, key, values }: Condition, known: ReadonlyMap<string, string>): boolean {
  const value = known.get(key);
  if (value === undefined) return false;
  return operator === 'StringEquals' ? values.includes(value) : matchesAny(values, value, '');
}

function readStatement(statement: Record<string, unknown>, owner: string): WebIdentityTrust[] {
  const { Principal, Effect, Action, Condition = {} } = statement;
  const federated = (Principal as Record<string, unknown> | undefined)?.['Federated'];
  if (federated === undefined) return [];
  const fail = (what: string): never => {
    throw new Error(`The trust policy of ${owner} has ${what}, which the local IAM does not understand.`);
  };
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.includes(element));
  if (unknown !== undefined) fail(unknown);
  if (Effect !== 'Allow') fail('an Effect that is not Allow');
  if (Action !== ACTION) fail(`an identity provider and another Action than ${ACTION}`);
  if (typeof federated !== 'string' || Object.keys(Principal as object).length > 1) return fail('several Principals in a statement');
  const conditions = Object.entries(Condition as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) => {
    if (operator !== 'StringEquals' && operator !== 'StringLike') return fail(`the condition ${operator}`);
    return Object.entries(keys).map(([key, value]) => ({ operator, key: key.toLowerCase(), values: [value].flat().map(String) }) as const);
  });
  const variable = conditions.flatMap(({ values }) => values).find((value) => value.includes('${'));
  if (variable !== undefined) fail(`the variable ${variable}`);
  return [{ provider: federated, conditions }];
}
