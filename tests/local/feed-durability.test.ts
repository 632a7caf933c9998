import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { callersOf } from '../support/client.ts';
import { arm } from '../support/faults.ts';
import { expectFeedCaughtUp } from '../support/expect-feed.ts';
import { keyOf, levels, newId } from '../support/fixtures.ts';
import { adjustStock, stockHistory } from '../support/operations.ts';
import { accepted } from '../support/outcome.ts';
import { type SpawnedStack, spawnStack } from '../support/process.ts';
import { eventually } from '../support/wait.ts';

const directory = mkdtempSync(join(tmpdir(), 'onhand-feed-'));
let running: SpawnedStack | undefined;

afterAll(async () => {
  await running?.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('delivers after a restart what a killed stack had answered and not delivered', async () => {
  running = await spawnStack({ directory, memory: false });
  const { description } = running;
  const before = callersOf(description);
  const stocked = await levels(3, { stock: 10 }, before);
  await expectFeedCaughtUp(stocked, { stack: description });
  // From here on the feed gets nowhere, so all that follows is in the stream alone when the stack
  // dies.
  const table = description.tables.movements;
  const operations = ['PutItem', 'UpdateItem', 'BatchWriteItem', 'TransactWriteItems'];
  await arm(
    description,
    operations.map((operation) => ({ operation, table, kind: 'internal', times: 1_000_000 })),
  );
  for (let count = 0; count < 20; count += 1) {
    const adjustments = stocked.map((level) => ({ adjustmentId: newId('late'), ...keyOf(level), delta: 1, reason: 'RECEIVED' as const }));
    await Promise.all(adjustments.map((adjustment) => accepted(adjustStock(before.admin, adjustment))));
  }
  await running.kill();

  running = await spawnStack({ directory, memory: false });
  const stack = running.description;
  await expectFeedCaughtUp(stocked, { stack });
  const { viewer } = callersOf(stack);
  for (const level of stocked) {
    await eventually(async () => {
      const { items } = await accepted(stockHistory(viewer, { ...keyOf(level), limit: 1 }));
      expect(items).toMatchObject([{ sequence: 21, stockCount: 30 }]);
    });
  }
});
