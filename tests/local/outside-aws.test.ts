import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../examples/outside-aws.ts';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { startStack } from '../../local/stack.ts';
import { engine } from '../support/engine.ts';
import { BACK_ENDS, workloadToken } from '../support/workloads.ts';

it('a back end outside AWS goes on after a restart of the stack, which has forgotten its session', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-outside-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const start = (port: number) => startStack({ port, directory, engine, memory: false, fresh: false, empty: true, log: () => undefined });
  const stageOf = ({ backEndRoles = {}, stsEndpoint = '', ...rest }: StackDescription) => ({ ...rest, backEndRoles, stsEndpoint });

  const first = await start(0);
  let exchanges = 0;
  const { description } = first;
  const inventory = connect(stageOf(description), 'checkout', () => {
    exchanges += 1;
    return workloadToken(description, BACK_ENDS.checkout);
  });
  await inventory.stockSummary();
  await inventory.stockSummary();
  expect(exchanges).toBe(1);
  await first.stop();

  const second = await start(Number(new URL(description.graphqlUrl).port));
  await inventory.stockSummary();
  expect(exchanges).toBe(2);
  inventory.close();
  await second.stop();
});
