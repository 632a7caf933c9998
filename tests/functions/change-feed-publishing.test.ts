import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLObjectType, Kind, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { noFields } from '../support/level-fields.ts';
import { PUBLIC_COUNT_CAP, withChangeFeed } from './change-feed.ts';
import type { Reply } from './fake-aws.ts';
import { after, aLevelImage, aRecord, type Image, recordsOf } from './records.ts';

const { aws, deliver } = withChangeFeed();
const created = aLevelImage({ stock_count: 10 });
const sdl = ['schema/appsync.graphql', 'schema/schema.graphql'].map((file) => readFileSync(file, 'utf8')).join('\n');
const schema = buildSchema(sdl, { assumeValidSDL: true });

describe('what is published', () => {
  test('of a change is its movement with the status, null for what it has not', async () => {
    const low = after(created, { stock_count: 2, last_updated: '2026-03-01T13:00:00.000Z' });
    await deliver(recordsOf(created, low).slice(1));
    expect(aws.of('publishStockChange')).toEqual([
      {
        productId: 'lamp',
        warehouseId: 'LONDON',
        sequence: 2,
        cause: 'ADJUSTED',
        stockDelta: -8,
        reservedDelta: 0,
        committedDelta: 0,
        stockCount: 2,
        reservedCount: 0,
        committedCount: 0,
        availableCount: 2,
        safetyStock: 0,
        sellableCount: 2,
        thresholdLevel: 2,
        status: 'LOW_STOCK',
        version: 1,
        ...noFields,
        actor: 'ann',
        actorKind: null,
        reason: 'RECEIVED',
        note: null,
        reference: null,
        previous: null,
        changedAt: '2026-03-01T13:00:00.000Z',
      },
    ]);
  });

  test.each([
    ['publishStockChange', 'StockChange'],
    ['publishAvailability', 'WarehouseAvailability'],
  ])('%s selects every field of %s, without an alias', async (operation, typeName) => {
    await deliver(recordsOf(created));
    const query = aws.calls.find((call) => call.operation === operation)?.query ?? '';
    const type = schema.getType(typeName) as GraphQLObjectType;
    expect(selected(query, operation).toSorted()).toEqual(Object.keys(type.getFields()).toSorted());
    expect(validate(schema, parse(query), specifiedRules)).toEqual([]);
  });

  test('for shoppers has no more than they may know', async () => {
    const oversold = after(created, { stock_count: 0, reserved_count: 4, name: 'Lamp' });
    await deliver(recordsOf(created, oversold).slice(1));
    expect(aws.of('publishAvailability')).toEqual([
      {
        productId: 'lamp',
        warehouseId: 'LONDON',
        availableCount: 0,
        status: 'OUT_OF_STOCK',
        sequence: 2,
        lastUpdated: '2026-03-01T12:00:00.000Z',
      },
    ]);
  });

  test.each<[string, Partial<Image>, Partial<Image>, number]>([
    ['nothing when only the settings change', {}, { name: 'Lamp' }, 0],
    ['nothing when as many come as are reserved', {}, { stock_count: 12, reserved_count: 2 }, 0],
    ['nothing when all happens above the cap', { stock_count: 900 }, { stock_count: 800 }, 0],
    ['nothing when all happens below zero', { stock_count: 1, reserved_count: 3 }, { stock_count: 0, reserved_count: 3 }, 0],
    ['nothing when an empty level is retired', { stock_count: 0 }, { removed_at: 'now' }, 0],
    ['a status that changes alone', {}, { threshold_level: 10 }, 1],
    ['a number that changes alone', {}, { stock_count: 9 }, 1],
    ['a fall below the cap', { stock_count: 900 }, { stock_count: PUBLIC_COUNT_CAP - 1 }, 1],
    ['a status that changes above the cap', { stock_count: 900 }, { threshold_level: 900 }, 1],
  ])('for shoppers is %s', async (_, before, change, events) => {
    const from = aLevelImage(before);
    await deliver(recordsOf(from, after(from, change)).slice(1));
    expect(aws.of('publishAvailability')).toHaveLength(events);
    expect(aws.of('publishStockChange')).toHaveLength(1);
  });

  test('for shoppers includes a level that is born, or born again, even empty', async () => {
    const retired = aLevelImage({ stock_count: 0, removed_at: 'now' });
    const again = { ...after(retired, {}) };
    delete again.removed_at;
    await deliver([aRecord('r1', undefined, aLevelImage({ product_id: 'new', stock_count: 0 })), aRecord('r2', retired, again)]);
    expect(aws.of('publishAvailability')).toMatchObject([
      { productId: 'new', availableCount: 0 },
      { productId: 'lamp', availableCount: 0 },
    ]);
  });
});

describe('several changes of one level', () => {
  const nine = after(created, { stock_count: 9 });
  const eight = after(nine, { stock_count: 8 });

  test('are published one after the other, though another level is not held up', async () => {
    aws.reset(({ operation, body }) => (operation === 'publishStockChange' && body['productId'] === 'lamp' ? { afterMs: 60 } : undefined));
    const chairs = Array.from({ length: 3 }, (_, index) => aLevelImage({ product_id: 'chair', sequence: index + 1, stock_count: index }));
    await deliver([...recordsOf(created, nine, eight), ...recordsOf(...chairs)]);
    const published = aws.calls.filter(({ operation }) => operation === 'publishStockChange');
    expect(published.filter(({ body }) => body['productId'] === 'lamp').map(({ body }) => body['sequence'])).toEqual([1, 2, 3]);
    expect(published.findLastIndex(({ body }) => body['productId'] === 'chair')).toBeLessThan(
      published.findLastIndex(({ body }) => body['productId'] === 'lamp'),
    );
  });

  test('reach shoppers as one, the newest', async () => {
    await deliver(recordsOf(created, nine, eight));
    expect(aws.of('publishAvailability')).toMatchObject([{ sequence: 3, availableCount: 8 }]);
  });

  test('that cancel each other out are published to shoppers, who may have heard of the first alone', async () => {
    const back = after(nine, { stock_count: 10 });
    const records = recordsOf(created, nine, back).slice(1);
    await deliver(records.slice(0, 1));
    // The same record again, since the stream counts it as not done, and now with the one behind
    // it.
    await deliver(records);
    expect(aws.of('publishAvailability').at(-1)).toMatchObject({ sequence: 3, availableCount: 10 });
  });

  test('stop for staff at the first that cannot be published; shoppers hear of the newest, and other levels go on', async () => {
    const refuse: Reply = { status: 400, body: { errors: [{ errorType: 'BadRequest', message: 'no' }] } };
    aws.reset(({ operation, body }) => (operation === 'publishStockChange' && body['sequence'] === 3 ? refuse : undefined));
    const seven = after(eight, { stock_count: 7 });
    const failed = await deliver([
      ...recordsOf(created, nine, eight, seven),
      aRecord('chair', undefined, aLevelImage({ product_id: 'chair' })),
    ]);
    expect(failed).toEqual(['r3']);
    expect(aws.of('publishStockChange').flatMap(({ productId, sequence }) => (productId === 'lamp' ? [sequence] : []))).toEqual([1, 2, 3]);
    expect(aws.of('publishAvailability')).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ productId: 'lamp', sequence: 4, availableCount: 7 })]) as unknown[],
    );
    expect(aws.of('publishAvailability')).toHaveLength(2);
    expect(aws.of('PutItem')).toHaveLength(5);
  });

  test('are not published from the first on whose movement could not be written', async () => {
    const broken: Reply = { status: 400, body: { __type: 'x#ValidationException', message: 'no' } };
    aws.reset(({ operation, body }) => (operation === 'PutItem' && isSequence(body, '2') ? broken : undefined));
    expect(await deliver(recordsOf(created, nine, eight), 1_000)).toEqual(['r2']);
    expect(aws.of('publishStockChange')).toMatchObject([{ sequence: 1 }]);
    expect(aws.of('publishAvailability')).toMatchObject([{ sequence: 1 }]);
    expect(aws.of('TransactWriteItems')).toEqual([]);
  });
});

describe('an answer of AppSync', () => {
  const errors = (errorType: string | null) => ({ data: null, errors: [{ errorType, message: 'not now' }] });

  test.each<[string, Reply]>([
    ['HTTP 429', { status: 429, body: { errors: [{ errorType: 'TooManyRequestsException', message: 'Rate exceeded' }] } }],
    ['HTTP 500', { status: 500, body: {} }],
    ['HTTP 503 that is no JSON', { status: 503, body: '<html>' }],
    ['HTTP 401, as while credentials are renewed', { status: 401, body: errors('UnauthorizedException') }],
    ['HTTP 403, as after a leap of the clock', { status: 403, body: errors('InvalidSignatureException') }],
    ['HTTP 200 with errors', { body: { ...errors('INTERNAL'), data: { publishStockChange: null } } }],
    ['HTTP 200 without data', { body: {} }],
    ['HTTP 200 that is no JSON', { body: 'OK' }],
    ['a connection that breaks', { instead: 'break' }],
  ])('that may pass is asked for again: %s', async (_, reply) => {
    let times = 0;
    aws.reset(({ operation }) => (operation === 'publishStockChange' && (times += 1) <= 2 ? reply : undefined));
    expect(await deliver(recordsOf(created))).toEqual([]);
    expect(aws.of('publishStockChange')).toHaveLength(3);
  });

  test.each<[string, Reply]>([
    ['HTTP 400', { status: 400, body: errors('BadRequestException') }],
    ['HTTP 413', { status: 413, body: {} }],
    ['errors without a type, as for variables of a wrong type', { body: errors(null) }],
  ])('that cannot get better is taken at once, and shoppers are notified without staff: %s', async (_, reply) => {
    aws.reset(({ operation }) => (operation === 'publishStockChange' ? reply : undefined));
    expect(await deliver(recordsOf(created))).toEqual(['r1']);
    expect(aws.requestsOf(/^publish/)).toBe(3);
    const toShoppers = aws.calls.findLast(({ operation }) => operation === 'publishAvailability');
    expect(aws.calls.filter(({ request }) => request === toShoppers?.request)).toEqual([toShoppers]);
  });

  test('that goes on failing names the record while there is time left to say so', async () => {
    aws.reset(({ operation }) => (operation.startsWith('publish') ? { status: 500, body: {} } : undefined));
    const began = performance.now();
    expect(await deliver(recordsOf(created), 1_000)).toEqual(['r1']);
    expect(performance.now() - began).toBeLessThan(7_000);
  });

  test('that never comes is not waited for longer than the invocation lasts', { timeout: 30_000 }, async () => {
    aws.reset(({ operation }) => (operation.startsWith('publish') ? { instead: 'silence' } : undefined));
    const images = Array.from({ length: 30 }, (_, index) => aLevelImage({ product_id: `p${index}` }));
    const began = performance.now();
    expect(
      await deliver(
        images.map((image) => aRecord(image.product_id, undefined, image)),
        2_000,
      ),
    ).toHaveLength(30);
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});

/** What the document selects of a root field. */
function selected(query: string, operation: string): string[] {
  const [definition] = parse(query).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('No operation was published.');
  const root = definition.selectionSet.selections.find((field) => field.kind === Kind.FIELD && field.name.value === operation);
  if (root?.kind !== Kind.FIELD || root.alias) throw new Error('The published field has an alias.');
  return (root.selectionSet?.selections ?? []).map((field) =>
    field.kind === Kind.FIELD && !field.alias ? field.name.value : 'not a plain field',
  );
}

function isSequence(body: Record<string, unknown>, sequence: string): boolean {
  return (body['Item'] as { sequence: { N: string } }).sequence.N === sequence;
}
