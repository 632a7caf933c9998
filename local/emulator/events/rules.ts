import type { Deployment, Resource } from '../template/deployment.ts';
import { busNameOf, DEFAULT_BUS } from '../template/types/events.ts';
import type { BusEvent } from './event.ts';
import { readInput, type Input } from './input.ts';
import { EVENT_PATTERNS, readPattern } from '../lib/event-pattern.ts';

/** A rule of the template that waits for events. */
export interface EventRule {
  name: string;
  arn: string;
  /** Name of its bus. */
  bus: string;
  matches: (event: BusEvent) => boolean;
  targets: RuleTarget[];
}

/** Where a rule sends what matches. */
export interface RuleTarget {
  id: string;
  arn: string;
  rule: { logicalId: string; name: string; arn: string };
  input: Input;
  /** Attempts after the first one. */
  maxRetries: number;
  /** From its arrival on, milliseconds. */
  maxAgeMs: number;
  /** ARN of a queue. */
  deadLetters: string | undefined;
  /** As in the template. */
  properties: Readonly<Record<string, unknown>>;
}

const PROPERTIES = [
  ...['Arn', 'DeadLetterConfig', 'HttpParameters', 'Id', 'Input', 'InputPath', 'InputTransformer'],
  ...['RetryPolicy', 'RoleArn', 'SqsParameters'],
];
const MAX_TARGETS = 5;
const MOST_RETRIES = 185;
const DAY_SECONDS = 86_400;
const SHORTEST_AGE_SECONDS = 60;

/** Whether a rule waits for events, and not for its time. */
export function hasPattern({ properties }: Resource): boolean {
  return properties['EventPattern'] !== undefined;
}

/** The enabled rules with a pattern. Throws a sentence on one that is not understood. */
export function describeEventRules(deployment: Deployment): EventRule[] {
  return deployment
    .ofType('AWS::Events::Rule')
    .filter(hasPattern)
    .map((rule) => ({ rule, described: describe(rule, deployment) }))
    .filter(({ rule }) => isEnabled(rule))
    .map(({ described }) => described);
}

/** The names of the buses that there are. Every account has one that is called `default`. */
export function busNames(deployment: Deployment): string[] {
  return [DEFAULT_BUS, ...deployment.ofType('AWS::Events::EventBus').map(({ physicalId }) => physicalId)];
}

function describe(rule: Resource, deployment: Deployment): EventRule {
  const { logicalId, physicalId, arn, properties } = rule;
  const { EventBusName, EventPattern, ScheduleExpression, Targets = [] } = properties;
  if (ScheduleExpression !== undefined) throw new Error(`${logicalId} has a pattern and a schedule; the local stack runs one of them.`);
  const bus = busNameOf(EventBusName as string | undefined);
  if (!busNames(deployment).includes(bus)) throw new Error(`${logicalId} is on the bus ${bus}, which the template does not have.`);
  const test = readPattern(EventPattern, EVENT_PATTERNS, `The pattern of ${logicalId}`);
  const targets = Targets as Record<string, unknown>[];
  if (targets.length > MAX_TARGETS) throw new Error(`${logicalId} has more than ${MAX_TARGETS} targets.`);
  const names = { logicalId, name: physicalId, arn };
  return { name: physicalId, arn, bus, matches: test, targets: targets.map((target) => describeTarget(target, names)) };
}

function isEnabled({ logicalId, properties: { State = 'ENABLED' } }: Resource): boolean {
  if (State !== 'ENABLED' && State !== 'DISABLED')
    throw new Error(`${logicalId} has the State ${String(State)}; it may be ENABLED or DISABLED.`);
  return State === 'ENABLED';
}

function describeTarget(properties: Record<string, unknown>, rule: RuleTarget['rule']): RuleTarget {
  const stranger = Object.keys(properties).find((name) => !PROPERTIES.includes(name));
  if (stranger !== undefined) throw new Error(`A target of ${rule.logicalId} has ${stranger}, which the local stack does not understand.`);
  const { Arn, Id, RetryPolicy = {}, DeadLetterConfig } = properties;
  const { MaximumRetryAttempts: retries = MOST_RETRIES, MaximumEventAgeInSeconds: age = DAY_SECONDS } = RetryPolicy as Record<
    string,
    number
  >;
  if (!isWithin(retries, 0, MOST_RETRIES) || !isWithin(age, SHORTEST_AGE_SECONDS, DAY_SECONDS))
    throw new Error(
      `A target of ${rule.logicalId} has a RetryPolicy beyond EventBridge's limits: 0 to ${MOST_RETRIES} retries, ` +
        `an age of ${SHORTEST_AGE_SECONDS} to ${DAY_SECONDS} seconds.`,
    );
  return {
    id: String(Id),
    arn: String(Arn),
    rule,
    input: readInput(properties, rule, rule.logicalId),
    maxRetries: retries,
    maxAgeMs: age * 1000,
    deadLetters: (DeadLetterConfig as { Arn?: string } | undefined)?.Arn,
    properties,
  };
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
