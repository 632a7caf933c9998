import { describe, expect, onTestFinished, test } from 'vitest';
import { createInventoryClient, type InventoryClient, type StockChange, sigV4 } from '../../../web/client/main.ts';
import { aLevel, aReservation, keyOf, line } from '../../support/fixtures.ts';
import { useStack } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

const { graphqlUrl, realtimeUrl, region, credentials } = useStack();

/** A back end whose clock is that far off, and what it has sent. */
function offBy(minutes: number): { client: InventoryClient; sent: string[] } {
  const sent: string[] = [];
  const authorization = sigV4({ region, credentials: credentials.checkout, now: () => Date.now() + minutes * 60_000 });
  const noted = async (url: string, init: RequestInit) => {
    sent.push(init.body as string);
    return fetch(url, init);
  };
  const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization, fetch: noted });
  onTestFinished(() => client.close());
  return { client, sent };
}

describe.each([-6, 6, 24 * 60])('a back end whose clock is %i minutes off', (minutes) => {
  test('is understood after one refusal, and then at once', async () => {
    const [level, { client, sent }] = [await aLevel(), offBy(minutes)];
    expect(await client.stock(keyOf(level))).toEqual(level);
    expect(sent).toHaveLength(2);
    await client.stock(keyOf(level));
    expect(sent).toHaveLength(3);
  });

  test('hears changes, also when it has asked nothing before', async () => {
    const [level, { client }] = [await aLevel(), offBy(minutes)];
    const received: StockChange[] = [];
    const errors: Error[] = [];
    let started = false;
    const stop = client.onStockChange(
      { productIds: [level.productId] },
      {
        started: () => (started = true),
        next: (change) => received.push(change),
        error: (error) => errors.push(error),
      },
    );
    await eventually(async () => expect(started).toBe(true));
    await aReservation([line(level, 1)]);
    await eventually(async () => expect(received.map(({ cause }) => cause)).toContain('RESERVED'));
    stop();
    expect(errors).toEqual([]);
  });
});
