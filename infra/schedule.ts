import type { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

interface Regular {
  description: string;
  rate: Duration;
  target: IFunction;
  /** What the function gets; default what EventBridge says of the time. */
  event?: Record<string, unknown>;
  /** Default true. */
  enabled?: boolean;
}

/** Runs a function again and again. */
export function runRegularly(scope: Construct, id: string, { description, rate, target, event, enabled = true }: Regular): void {
  const rule = new Rule(scope, id, {
    description,
    enabled,
    schedule: Schedule.rate(rate),
    targets: [new FunctionTarget(target, event ? { event: RuleTargetInput.fromObject(event) } : {})],
  });
  acknowledge(rule, 'Serverless-EventBusDLQ', 'A run that did not begin is made up for by the next; an alarm tells when none ends.');
}
