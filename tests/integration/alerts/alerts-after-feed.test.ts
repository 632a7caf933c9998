import { describe, expect, test } from 'vitest';
import { deliveredAlerts } from '../../support/alerts.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, keyOf } from '../../support/fixtures.ts';
import { stockHistory, updateStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { runNow } from '../../support/run-now.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { storedLevels } from '../../support/tables.ts';
import { eventually } from '../../support/wait.ts';

// On a stack whose change feed marks what falls. What the check does by itself is in
// alerts.test.ts.
const stack = useStack();
const callers = callersOf(stack);

describe.runIf(isLocal(stack))('a level that falls', () => {
  test('is published once, as soon as the change feed has marked it', async () => {
    const level = await aLevel({ stock: 50, threshold: 5 });
    await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: 1, stockCount: 5 }));
    await eventually(async () => {
      await runNow(stack, 'check-thresholds');
      expect(await deliveredAlerts(stack, level)).toHaveLength(1);
    });
    await runNow(stack, 'check-thresholds');
    expect(await deliveredAlerts(stack, level)).toHaveLength(1);
  });

  test('is published with the time of its fall, whatever was sold since', async () => {
    const level = await aLevel({ stock: 50, threshold: 5 });
    const steps = [
      [5, 'LOW_STOCK'],
      [3, 'LOW_STOCK'],
      [0, 'OUT_OF_STOCK'],
    ] as const;
    for (const [place, [stockCount, status]] of steps.entries()) {
      await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: place + 1, stockCount }));
      await eventually(async () => expect(await storedLevels(stack, level.productId)).toMatchObject([{ status }]));
      if (stockCount === 3) await runNow(stack, 'check-thresholds');
    }
    await accepted(updateStock(callers.admin, { ...keyOf(level), expectedVersion: 4, name: 'Lamp' }));
    await runNow(stack, 'check-thresholds');
    const { items } = await accepted(stockHistory(callers.viewer, { ...keyOf(level), afterSequence: 1 }));
    const [low, , out] = items.map(({ changedAt }) => changedAt);
    const alerts = (await deliveredAlerts(stack, level)).flatMap(({ message }) => message.alerts);
    const published = alerts.filter(({ productId }) => productId === level.productId).map(({ since }) => since);
    expect(published.toReversed()).toEqual([low, out]);
  });
});
