import { Stack, Validations } from 'aws-cdk-lib';
import type { CfnElement } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says why a finding of cdk-nag is right as it is, on the one construct that it is about and what
 * belongs to that. tests/infra/nag.test.ts fails on any other finding.
 * @param rule as cdk-nag names it, e.g. AwsSolutions-S1, with the finding in brackets where it is
 *   one of several
 */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  const [pack = ''] = rule.split('-');
  Validations.of(construct).acknowledge({ id: `${pack}::${rule}`, reason });
}

/** Why no bucket logs who reads it. */
export const NO_ACCESS_LOG =
  'Only roles of the stack get in, CloudTrail can tell of them, and a log would need a bucket that itself has none.';

/** The name that cdk-nag gives a resource in its findings. */
export function logicalIdOf(construct: IConstruct): string {
  const resource = construct.node.defaultChild as CfnElement;
  return Stack.of(construct).getLogicalId(resource);
}
