import { describe, expect, test } from 'vitest';
import { seedCatalogue } from '../../local/catalogue/load.ts';
import { AwsError, type Gateway } from '../../local/emulator/gateway/gateway.ts';
import type { Deployment } from '../../local/emulator/template/deployment.ts';

const LEVELS = 4427;
const deployment = {
  accountId: '000000000000',
  outputs: { InventoryTable: 'inventory', MovementsTable: 'movements' },
} as unknown as Deployment;

interface Put {
  TableName: string;
  Item: Record<string, { S?: string; N?: string }>;
}
type Sent = { Put?: Put; Update?: { TableName: string; ExpressionAttributeValues: Record<string, { N: string }> } }[];

/** A gateway that takes transactions, after `answer` has thrown or not. */
function aGateway(answer: (actions: Sent) => void = () => undefined) {
  const taken: Sent[] = [];
  const gateway: Gateway = {
    dynamodb: async (_principal, operation, body) => {
      expect(operation).toBe('TransactWriteItems');
      const actions = body['TransactItems'] as Sent;
      answer(actions);
      taken.push(actions);
      return {};
    },
  };
  const puts = (table: string) => taken.flat().flatMap(({ Put: put }) => (put?.TableName === table ? [put.Item] : []));
  return { gateway, taken, puts };
}

const cancelled = (reasons: object[]) =>
  new AwsError('TransactionCanceledException', 'Transaction cancelled.', 400, { CancellationReasons: reasons });
const silent = () => undefined;

describe('seeding the catalogue', () => {
  test('writes each level with its marks and its movement, and counts them all', async () => {
    const { gateway, taken, puts } = aGateway();
    expect(await seedCatalogue({ gateway, deployment, log: silent })).toEqual({ loaded: LEVELS, kept: 0 });
    expect(puts('inventory')).toHaveLength(LEVELS);
    expect(puts('movements')).toHaveLength(LEVELS);
    const counted = taken.flat().reduce((sum, { Update: update }) => sum + Number(update?.ExpressionAttributeValues[':levels']?.N ?? 0), 0);
    expect(counted).toBe(LEVELS);
    expect(Math.max(...taken.map((actions) => actions.length))).toBeLessThanOrEqual(100);
    const out = puts('inventory').find((level) => level['stock_count']?.N === '0');
    expect(out).toMatchObject({ status: { S: 'OUT_OF_STOCK' }, attention: { S: 'OUT' }, attention_since: out?.['last_updated'] });
  });

  test('leaves levels alone that exist otherwise', async () => {
    const { gateway } = aGateway((actions) => {
      const reasons = actions.map(({ Put: put }) =>
        put?.TableName === 'inventory' && put.Item['warehouse_id']?.S === 'MANCHESTER'
          ? { Code: 'ConditionalCheckFailed', Item: { stock_count: { N: '7' } } }
          : { Code: 'None' },
      );
      if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    });
    expect(await seedCatalogue({ gateway, deployment, log: silent })).toEqual({ loaded: LEVELS - 2009, kept: 2009 });
  });

  test('takes levels that an interrupted load has written for its own', async () => {
    const { gateway } = aGateway((actions) => {
      if (actions.length === 1) return;
      const Item = { stock_count: { N: '7' }, last_change: { M: { load: { S: 'sample-catalogue' } } } };
      throw cancelled(
        actions.map(({ Put: put }) => (put?.TableName === 'inventory' ? { Code: 'ConditionalCheckFailed', Item } : { Code: 'None' })),
      );
    });
    expect(await seedCatalogue({ gateway, deployment, log: silent })).toEqual({ loaded: LEVELS, kept: 0 });
  });

  test('sends a transaction again that met others', async () => {
    let met = false;
    const { gateway, puts } = aGateway((actions) => {
      if (met) return;
      met = true;
      throw cancelled(actions.map((_action, place) => ({ Code: place === 0 ? 'TransactionConflict' : 'None' })));
    });
    expect((await seedCatalogue({ gateway, deployment, log: silent })).loaded).toBe(LEVELS);
    expect(puts('inventory')).toHaveLength(LEVELS);
  });

  test('stops at an error that another attempt cannot heal, and says which', async () => {
    const { gateway, taken } = aGateway(() => {
      throw new AwsError('ResourceNotFoundException', 'There is no table inventory.');
    });
    await expect(seedCatalogue({ gateway, deployment, log: silent })).rejects.toThrow('could not be loaded: There is no table inventory.');
    expect(taken).toEqual([]);
  });

  test('stops when it is asked to', async () => {
    const interruption = new AbortController();
    const { gateway, taken } = aGateway(() => interruption.abort(new Error('Interrupted.')));
    await expect(seedCatalogue({ gateway, deployment, log: silent, signal: interruption.signal })).rejects.toThrow('Interrupted.');
    expect(taken.length).toBeLessThan(10);
  });

  test('ends with a summary', async () => {
    const lines: string[] = [];
    await seedCatalogue({ gateway: aGateway().gateway, deployment, log: (line) => lines.push(line) });
    expect(lines.at(-1)).toMatch(/^Sample catalogue: 2009 products in 3 warehouses, 4427 levels loaded \(\d+\.\d s\)\.$/);
  });
});
