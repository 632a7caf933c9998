import { randomUUID } from 'node:crypto';
import { DYNAMODB_TARGET } from '../../local/emulator/gateway/actions.ts';
import { openEmbedded } from '../../local/emulator/dynamodb/embedded/database.ts';
import type { Database } from '../../local/emulator/dynamodb/database.ts';
import { markdownTable, measured, shown, type Measured } from './rounds.ts';

/**
 * How many of the calls that an operation cannot do without the database does in a second, in this
 * process, from 32 callers.
 */
export interface BareFigure {
  call: string;
  rate: Measured;
}

const CALLERS = 32;
const PRODUCTS = 200;
const COUNT = 4_000;
const LEVELS = 'levels';
const HOLDS = 'holds';

const level = (index: number) => ({ product_id: { S: `bare-${index % PRODUCTS}` }, warehouse_id: { S: 'LONDON' } });

/** The database alone, in memory: what is left when nothing is in front of it. */
export async function measureBare(rounds: number): Promise<BareFigure[]> {
  const database = openEmbedded({ region: 'us-east-1', accountId: '000000000000', problem: () => undefined });
  try {
    await prepare(database);
    const calls: Record<string, (index: number) => Promise<unknown>> = {
      'Query of a partition (check)': (index) =>
        database.call(`${DYNAMODB_TARGET}Query`, {
          TableName: LEVELS,
          KeyConditionExpression: 'product_id = :id',
          ExpressionAttributeValues: { ':id': level(index).product_id },
          ConsistentRead: true,
        }),
      'TransactWriteItems of a level and a reservation (reserve)': (index) =>
        database.call(`${DYNAMODB_TARGET}TransactWriteItems`, {
          TransactItems: [take(index), reservation()],
          ClientRequestToken: randomUUID(),
        }),
    };
    const figures: BareFigure[] = [];
    for (const [call, run] of Object.entries(calls)) {
      const rates: number[] = [];
      for (let round = 0; round < rounds; round += 1) rates.push(await rateOf(run));
      figures.push({ call, rate: measured(rates) });
    }
    return figures;
  } finally {
    await database.close();
  }
}

async function rateOf(run: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const caller = async () => {
    while (next < COUNT) await run((next += 1));
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (COUNT * 1000) / (performance.now() - began);
}

async function prepare(database: Database): Promise<void> {
  const key = (name: string, KeyType: string) => ({ AttributeName: name, KeyType });
  const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' });
  const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } };
  await database.call(`${DYNAMODB_TARGET}CreateTable`, {
    TableName: LEVELS,
    KeySchema: [key('product_id', 'HASH'), key('warehouse_id', 'RANGE')],
    AttributeDefinitions: [text('product_id'), text('warehouse_id')],
    ...stream,
  });
  await database.call(`${DYNAMODB_TARGET}CreateTable`, {
    TableName: HOLDS,
    KeySchema: [key('reservation_id', 'HASH')],
    AttributeDefinitions: [text('reservation_id')],
    ...stream,
  });
  const counts = { stock_count: { N: '1000000' }, reserved_count: { N: '0' }, available_count: { N: '1000000' }, sequence: { N: '1' } };
  for (let index = 0; index < PRODUCTS; index += 1)
    await database.call(`${DYNAMODB_TARGET}PutItem`, { TableName: LEVELS, Item: { ...level(index), ...counts } });
}

function take(index: number) {
  return {
    Update: {
      TableName: LEVELS,
      Key: level(index),
      UpdateExpression:
        'SET reserved_count = reserved_count + :one, available_count = available_count - :one, #sequence = #sequence + :one',
      ConditionExpression: 'available_count >= :one',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  };
}

function reservation() {
  return {
    Put: {
      TableName: HOLDS,
      Item: { reservation_id: { S: randomUUID() }, lines: { L: [] }, expires_at: { S: new Date().toISOString() } },
      ConditionExpression: 'attribute_not_exists(reservation_id)',
    },
  };
}

/** The table of these figures. */
export function bareTable(figures: readonly BareFigure[]): string {
  return markdownTable(
    ['call of the database alone', 'a second'],
    figures.map(({ call, rate }) => [call, shown(rate)]),
  );
}
