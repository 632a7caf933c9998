import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callersOf } from '../../support/client.ts';
import { newId } from '../../support/fixtures.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { commands } from '../../support/model/commands.ts';
import { newModel, type World } from '../../support/model/world.ts';
import { useStack } from '../../support/stack.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const runs = 12;

test(`random calls do what a small model says, step by step (SEED=${seed})`, async () => {
  const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 30, size: 'max' }), async (steps) => {
    const world: World = { callers: callersOf(useStack()), prefix: newId('model') };
    const model = newModel();
    await fc.asyncModelRun(() => ({ model, real: world }), steps);
    await expectInvariants(
      ['a', 'b'].map((name) => ({ productId: `${world.prefix}-${name}` })),
      { oversold: true },
    );
  });
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
  expect.hasAssertions();
});
