import { hasPattern } from '../events/rules.ts';
import type { FunctionDescription } from '../lambda/function.ts';
import { mayInvoke } from '../lambda/permission.ts';
import type { Deployment, Resource } from '../template/deployment.ts';

/** A schedule of the template with one of its targets. */
export interface ScheduledRun {
  /** Of the rule. */
  name: string;
  ruleArn: string;
  enabled: boolean;
  /** From one run to the next, milliseconds. */
  periodMs: number;
  target: FunctionDescription;
  /** The event, as JSON; undefined for EventBridge's own. */
  input: string | undefined;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const TARGET_PROPERTIES = ['Arn', 'Id', 'Input'];

/**
 * The schedules of a template, also disabled ones. Throws a sentence on one that cannot run here,
 * or would not run in AWS.
 */
export function describeRules(deployment: Deployment, find: (arn: string) => FunctionDescription): ScheduledRun[] {
  const scheduled = deployment.ofType('AWS::Events::Rule').filter((rule) => !hasPattern(rule));
  return scheduled.flatMap((rule) => {
    const { State = 'ENABLED', Targets = [] } = rule.properties;
    if (State !== 'ENABLED' && State !== 'DISABLED')
      throw new Error(`${rule.logicalId} has the State ${String(State)}; it may be ENABLED or DISABLED.`);
    const periodMs = readRate(rule.properties['ScheduleExpression'], rule.logicalId);
    return (Targets as Record<string, unknown>[]).map((target) => ({
      name: rule.physicalId,
      ruleArn: rule.arn,
      enabled: State === 'ENABLED',
      periodMs,
      ...readTarget(target, rule, deployment, find),
    }));
  });
}

/** Milliseconds of `rate(5 minutes)`. */
function readRate(expression: unknown, owner: string): number {
  const [, digits, unit, plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(String(expression)) ?? [];
  const value = Number(digits);
  // EventBridge refuses `1 minutes` and `2 minute` too.
  if (unit === undefined || value === 0 || (value === 1) === (plural === 's'))
    throw new Error(
      `${owner} has the schedule ${String(expression)}; the local stack runs rate(1 minute), rate(n minutes), and the same with hours and days.`,
    );
  return value * UNIT_MS[unit as keyof typeof UNIT_MS];
}

function readTarget(target: Record<string, unknown>, rule: Resource, deployment: Deployment, find: (arn: string) => FunctionDescription) {
  const stranger = Object.keys(target).find((name) => !TARGET_PROPERTIES.includes(name));
  if (stranger !== undefined) throw new Error(`A target of ${rule.logicalId} has ${stranger}, which the local stack does not understand.`);
  const arn = String(target['Arn']);
  if (!/^arn:aws:lambda:[^:]+:\d+:function:[^:]+$/.test(arn))
    throw new Error(`${rule.logicalId} has the target ${arn}; the local stack runs Lambda functions only.`);
  const description = find(arn);
  if (!mayInvoke(rule, description, deployment))
    throw new Error(
      `${rule.logicalId} has the target ${description.name}, which no AWS::Lambda::Permission lets it invoke: it would never run.`,
    );
  return { target: description, input: typeof target['Input'] === 'string' ? target['Input'] : undefined };
}
