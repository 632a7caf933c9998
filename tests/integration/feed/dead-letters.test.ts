import { afterEach, describe, expect, test } from 'vitest';
import type { DeadLetters } from '../../../schema/types.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { arm, heal } from '../../support/faults.ts';
import { failedRecords, keepFailedRecord } from '../../support/failed-records.ts';
import { aLevel } from '../../support/fixtures.ts';
import { deadLetters } from '../../support/operations.ts';
import { accepted, refusedInput } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';

/** Instead of the eight of a deploy, whose pauses add up to half a minute. */
const retries = 1;
let stack: StackDescription;
let callers: Callers;
const calls = {
  history: () => ({ operation: 'BatchWriteItem', table: stack.tables.movements }),
  bus: () => ({ operation: 'events:PutEvents' }),
};

describe.runIf(isLocal(useStack()))('what functions gave up', () => {
  withOwnStack((description) => {
    stack = description;
    callers = callersOf(stack);
  }, withFewRetries);

  afterEach(() => heal(stack));

  test.each([
    ['nothing while everything works', undefined, []],
    ['changes that history lacks', 'history', ['HISTORY']],
    ['events that other systems lack', 'bus', ['EVENTS']],
  ] as const)('is listed for staff: %s', async (_what, broken, kinds) => {
    const before = await listed();
    if (broken) await arm(stack, [{ ...calls[broken](), kind: 'kill-before', times: 1 + retries }]);
    const level = await aLevel({}, callers);
    if (broken) await failedRecords(stack, before.total + 1);
    else await expectFeedCaughtUp([level], { stack });
    const { total, isCut, items } = await listed();
    expect({ total, isCut }).toEqual({ total: before.total + kinds.length, isCut: false });
    const added = items.filter(({ id }) => before.items.every((known) => known.id !== id));
    expect(added.map(({ kind }) => kind)).toEqual(kinds);
    for (const each of added) expect(each).toMatchObject({ recordCount: 1, productIds: [level.productId] });
  });

  test('is counted whole, and listed newest first up to the limit', async () => {
    await arm(stack, [{ ...calls.history(), kind: 'kill-before', times: 1 + retries }]);
    const { total } = await listed();
    await aLevel({}, callers);
    const [record] = (await failedRecords(stack, total + 1)).filter(({ requestContext }) => requestContext.functionArn.includes('feed'));
    for (const moment of ['2040-01-01T00.00.00', '2040-01-03T00.00.00', '2040-01-02T00.00.00']) {
      const timestamp = `${moment.replaceAll('.', ':')}.000Z`;
      await keepFailedRecord(stack, `aws/lambda/mapping/shard-${moment.at(9) ?? ''}/2040/01/01/${moment}-id`, { ...record, timestamp });
    }
    const newest = await listed(2);
    expect(newest.total).toBe(total + 4);
    expect(newest.items.map(({ failedAt }) => failedAt)).toEqual(['2040-01-03T00:00:00.000Z', '2040-01-02T00:00:00.000Z']);
  });

  test('leaves out what no function of this stage left there', async () => {
    const before = await listed();
    await keepFailedRecord(stack, 'aws/lambda/mapping/shard/2041/01/01/2041-01-01T00.00.00-id', {
      requestContext: { functionArn: 'other' },
    });
    const after = await listed();
    expect(after.items).toEqual(before.items);
  });

  test.each([0, 26])('is refused with a limit of %i', async (limit) => {
    await refusedInput(deadLetters(callers.viewer, { limit }), 'limit');
  });
});

function withFewRetries(template: Template): void {
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::EventSourceMapping') Properties['MaximumRetryAttempts'] = retries;
  }
}

async function listed(limit?: number): Promise<DeadLetters> {
  return accepted(deadLetters(callers.viewer, { ...(limit !== undefined && { limit }) }));
}
