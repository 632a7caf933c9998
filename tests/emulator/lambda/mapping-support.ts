import { afterAll, afterEach, beforeAll } from 'vitest';
import { startDatabases, type Databases } from '../support/databases.ts';
import type { Instruction, Invocation } from './function-bundle.ts';
import { BUCKET, everything, namesOf, startWorld, type World, type WorldOptions } from './lambda-support.ts';

type Start = (
  mapping: Record<string, unknown>,
  respond?: (invocation: Invocation) => Instruction | Promise<Instruction>,
  more?: Partial<WorldOptions>,
) => Promise<World>;

/**
 * For the test file that calls it: what starts a stack with that mapping, ended after the test. All
 * of the file share one emulator.
 */
export function startsWorlds(): Start {
  let databases: Databases;
  const worlds: World[] = [];
  let names = 0;

  beforeAll(async () => {
    databases = await startDatabases();
  }, 60_000);

  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.stop();
  });

  afterAll(() => databases.stop());

  return async (mapping, respond, more = {}) => {
    const world = await startWorld({ databases, database: `mapping${(names += 1)}`, mapping, ...(respond && { respond }), ...more });
    worlds.push(world);
    return world;
  };
}

/** Names of all records of all invocations, in their order. */
export const delivered = (world: World) => world.invocations.flatMap(namesOf);

/**
 * Holds the first batch back until it is released, so that all that is written meanwhile
 * waits.
 */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<Instruction>();
  return { first: promise, open: () => resolve({}) };
}

/** What lies in the failures bucket. */
export function failuresOf({ aws: { s3 } }: World) {
  const { objects } = s3.listObjects(everything, BUCKET, { prefix: 'aws/lambda/', after: '', most: 100 });
  return objects.map(({ key }) => ({
    key,
    ...(JSON.parse(Buffer.from(s3.getObject(everything, BUCKET, key).content).toString()) as object),
  }));
}
