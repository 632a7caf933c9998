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

/** The functions that follow streams, each with the mappings that feed it. */
export function streamsOf(stack: Stack): (NamedFunction & { mappings: EventSourceMapping[] })[] {
  return functionsOf(stack).flatMap(({ name, target }) => {
    const mappings = target.node.children.filter((construct) => construct instanceof EventSourceMapping);
    return mappings.length > 0 ? [{ name, target, mappings }] : [];
  });
}
