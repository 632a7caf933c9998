import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { commitKey } from '../../../domain/reservation.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { listReservations } from '../../support/operations.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { allOf } from '../../support/paging.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { operator } from '../../support/tables.ts';

/** More than are looked at in one shard for one page. */
const OTHERS = 1_100;

let stack: StackDescription;
let callers: Callers;

describe.runIf(isLocal(useStack()))('beside more committed reservations than a page looks at', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  });

  test('those of one order are found once, wherever they stand', async () => {
    const others = Array.from({ length: OTHERS }, (_, place) => committed(`other-${place}`, 'others', '0', place));
    // In the same shard first and last, and in another one later than all that the first page sees.
    const own = [committed('first', 'own', '0', -1), committed('late', 'own', '1', 1_050), committed('last', 'own', '0', OTHERS)];
    await write([...others, ...own]);
    const found = await allOf(listReservations, callers.viewer, { filter: { orderId: 'own' }, limit: 10 });
    expect(found.map(({ reservationId }) => reservationId)).toEqual(['first', 'late', 'last']);
  });
});

/** As a commit leaves it, so many milliseconds after others. */
function committed(reservationId: string, orderId: string, shard: string, after: number) {
  const ms = Date.UTC(2026, 2, 1) + after;
  const at = { iso: new Date(ms).toISOString(), ms };
  const base64 = (id: string) => Buffer.from(id).toString('base64');
  return {
    ...{ reservation_id: reservationId, status: 'COMMITTED', revision: 2, lines: [], created_at: at.iso, expires_at: 0 },
    ...{ order_id: orderId, committed_at: at.iso },
    ...{ commit_shard: shard, commit_key: commitKey(at, base64(orderId), base64(reservationId)) },
  };
}

/** Past the API: making so many there would take longer than what is tested. */
async function write(items: readonly object[]): Promise<void> {
  const client = operator(stack);
  for (let first = 0; first < items.length; first += 25) {
    const puts = items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item: { ...Item } } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [stack.tables.reservations]: puts } }));
  }
}
