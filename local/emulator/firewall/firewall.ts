import type { Deployment } from '../template/deployment.ts';
import { createRate, type Rate } from './rate.ts';
import { type FirewallRequest, type Predicate, readStatement, unknown } from './statement.ts';

/** A web ACL at work. */
export interface Firewall {
  /** Counts a request, and names the rule that blocks it; undefined lets it through. */
  blockedBy: (request: FirewallRequest) => string | undefined;
}

/** A rule as CloudFormation has it. */
export interface WebAclRule {
  Name: string;
  Priority: number;
  Statement: Readonly<Record<string, unknown>>;
  Action?: Readonly<Record<string, unknown>>;
}

interface RateRule {
  name: string;
  matches: Predicate;
  /** The most that an address may send within the window, milliseconds. */
  limit: number;
  windowMs: number;
}

/** Lets everything through. */
export const NO_FIREWALL: Firewall = { blockedBy: () => undefined };

/**
 * The firewall in front of the deployment's API, with counts of its own. Throws a sentence when it
 * has none or one that is not understood.
 */
export function firewallOf(deployment: Deployment): Firewall {
  const [association] = deployment.ofType('AWS::WAFv2::WebACLAssociation');
  const acl = deployment.ofType('AWS::WAFv2::WebACL').find(({ arn }) => arn === association?.properties['WebACLArn']);
  if (!acl) throw new Error('The template has no firewall in front of the API.');
  return createFirewall(acl.properties['Rules'] as WebAclRule[]);
}

/**
 * Rules that count and block by address, in the order of their priority. AWS's own lists of rules
 * (managed rule groups) let everything through here. Where AWS estimates a rate and may be late by
 * half a minute, this counts at once. A blocked request counts for the rule that blocks it, and is
 * not seen by those behind.
 * @param clock milliseconds that only grow
 */
export function createFirewall(rules: readonly WebAclRule[], clock: () => number = () => performance.now()): Firewall {
  const inOrder = [...rules].sort((one, other) => one.Priority - other.Priority).flatMap(readRule);
  const rates = new Map<RateRule, Map<string, Rate>>(inOrder.map((rule) => [rule, new Map()]));
  const rateOf = (rule: RateRule, address: string): Rate => {
    const known = rates.get(rule)?.get(address);
    if (known) return known;
    const rate = createRate(rule.windowMs, clock);
    rates.get(rule)?.set(address, rate);
    return rate;
  };
  return {
    blockedBy: (request) => inOrder.find((rule) => rule.matches(request) && rateOf(rule, request.sourceIp).count() > rule.limit)?.name,
  };
}

function readRule({ Name: name, Statement, Action = {} }: WebAclRule): RateRule[] {
  if ('ManagedRuleGroupStatement' in Statement) return [];
  const rate = Statement['RateBasedStatement'] as Readonly<Record<string, unknown>> | undefined;
  if (!rate) throw unknown(`the statement ${Object.keys(Statement).join()} outside of a rate`);
  if (!('Block' in Action)) throw unknown(`the action ${Object.keys(Action).join()}`);
  const { AggregateKeyType, EvaluationWindowSec = 300, Limit, ScopeDownStatement } = rate;
  if (AggregateKeyType !== 'IP') throw unknown(`AggregateKeyType ${String(AggregateKeyType)}`);
  const matches = ScopeDownStatement ? readStatement(ScopeDownStatement as Readonly<Record<string, unknown>>) : () => true;
  return [{ name, matches, limit: Number(Limit), windowMs: Number(EvaluationWindowSec) * 1_000 }];
}
