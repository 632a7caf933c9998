import type { Stack } from 'aws-cdk-lib';
import { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/** A function of the stack by the name of its folder, which is the id of its construct. */
export interface NamedFunction {
  name: string;
  target: LambdaFunction;
}

/** All of the stack's functions. */
export function functionsOf(stack: Stack): NamedFunction[] {
  const all = stack.node.findAll().filter((construct) => construct instanceof LambdaFunction);
  return all.map((target) => ({ name: target.node.id, target }));
}

/** The mappings with the functions that they feed, which are the constructs that they stand in. */
export function streamsOf(stack: Stack): (NamedFunction & { mapping: EventSourceMapping })[] {
  const mappings = stack.node.findAll().filter((construct) => construct instanceof EventSourceMapping);
  return mappings.map((mapping) => {
    const target = mapping.node.scope as LambdaFunction;
    return { name: target.node.id, target, mapping };
  });
}
