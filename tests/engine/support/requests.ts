import { condition, path, Placeholders, update } from './expressions.ts';
import type { Random } from './random.ts';
import { TABLES, type KeyAttribute, type TableShape } from './tables.ts';
import { anyValue, ATTRIBUTES, keyValue, makerOf, valueOfType, type Item, type Maker } from './values.ts';

export type Body = Record<string, unknown>;

/** A call of the differential test. */
export interface Request {
  operation: string;
  body: Body;
  /** How many flaws it was given on purpose. */
  flaws: number;
  /** Asked for page after page until there is no more. */
  paged?: boolean;
}

/** The attributes of a table that are keys of it or of its indexes. */
export function attributesOf({ key, indexes }: TableShape): KeyAttribute[] {
  return [...new Map([key, ...indexes.map((index) => index.key)].flat())].map(([name, type]) => [name, type]);
}

/** The next request; `flawed` as `makerOf` has it. */
export function requestOf(random: Random, flawed: number): Request {
  const maker = makerOf(random, flawed);
  const kind = random.weighted(KINDS);
  const made = kind(maker);
  return { ...made, flaws: maker.flaws };
}

type Make = (maker: Maker) => Omit<Request, 'flaws'>;

const KINDS: readonly (readonly [number, Make])[] = [
  [14, alone('PutItem', put)],
  [26, alone('UpdateItem', updateItem)],
  [8, alone('DeleteItem', remove)],
  [10, alone('GetItem', get)],
  [16, query],
  [3, scan],
  [3, batchGet],
  [4, batchWrite],
  [13, transactWrite],
  [3, transactGet],
];

function alone(operation: string, make: (maker: Maker) => Body): Make {
  return (maker) => ({ operation, body: { ...make(maker), ...returned(operation, maker), ...capacity(maker) } });
}

function returned(operation: string, { random }: Maker): Body {
  const kinds = operation === 'UpdateItem' ? ['NONE', 'ALL_OLD', 'ALL_NEW', 'ALL_NEW'] : ['NONE', 'ALL_OLD'];
  if (operation === 'GetItem') return random.percent(50) ? { ConsistentRead: random.percent(50) } : {};
  return {
    ...(random.percent(60) && { ReturnValues: random.pick(kinds) }),
    ...(random.percent(40) && { ReturnValuesOnConditionCheckFailure: random.pick(['ALL_OLD', 'NONE']) }),
  };
}

function capacity({ random }: Maker): Body {
  return random.percent(25) ? { ReturnConsumedCapacity: random.pick(['INDEXES', 'TOTAL', 'NONE']) } : {};
}

function tableOf({ random, flaw }: Maker): TableShape {
  const table = random.weighted(TABLES.map((each, place) => [[5, 4, 2, 3, 2, 2][place] ?? 1, each]));
  return flaw(0.3) ? { ...table, name: 'no-such-table' } : table;
}

function keyOf({ key }: TableShape, maker: Maker): Item {
  const item = Object.fromEntries(key.map(([name, type]) => [name, keyValue(type, maker)]));
  if (maker.flaw(0.5)) item['stray'] = { S: 'a' };
  if (maker.flaw(0.5)) delete item[key.at(-1)?.[0] as string];
  return item;
}

function itemOf(table: TableShape, maker: Maker): Item {
  const { random } = maker;
  const own = random.times(random.int(6), () => {
    const [name, type] = random.pick(ATTRIBUTES);
    return [name, random.percent(85) ? valueOfType(type, maker) : anyValue(maker)] as const;
  });
  const large = maker.flaw(0.2) ? [['large', { S: 'x'.repeat(410_000) }] as const] : [];
  return Object.fromEntries([...own, ...indexed(table, maker), ...large, ...Object.entries(keyOf(table, maker))]);
}

/** Attributes of keys of indexes, here and there. */
function indexed({ key, indexes }: TableShape, maker: Maker): [string, Item[string]][] {
  const own = new Set(key.map(([name]) => name));
  const attributes = new Map(indexes.flatMap((index) => index.key).filter(([name]) => !own.has(name)));
  return [...attributes].filter(() => maker.random.percent(55)).map(([name, type]) => [name, keyValue(type, maker)]);
}

function put(maker: Maker): Body {
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const expressions = maker.random.percent(40) ? { ConditionExpression: condition(holder, maker, attributesOf(table)) } : {};
  return { TableName: table.name, Item: itemOf(table, maker), ...holder.parameters(expressions) };
}

function updateItem(maker: Maker, needed = false): Body {
  const { random, flaw } = maker;
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const own = new Set(table.key.map(([name]) => name));
  const free = attributesOf(table).filter(([name]) => flaw(0.3) || !own.has(name));
  return {
    TableName: table.name,
    Key: keyOf(table, maker),
    ...holder.parameters({
      ...((needed || random.percent(97)) && { UpdateExpression: update(holder, maker, free.length > 0 ? free : ATTRIBUTES) }),
      ...(random.percent(40) && { ConditionExpression: condition(holder, maker, attributesOf(table)) }),
    }),
  };
}

function remove(maker: Maker): Body {
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const expressions = maker.random.percent(40) ? { ConditionExpression: condition(holder, maker, attributesOf(table)) } : {};
  return { TableName: table.name, Key: keyOf(table, maker), ...holder.parameters(expressions) };
}

function check(maker: Maker): Body {
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const expressions = maker.flaw(0.5) ? {} : { ConditionExpression: condition(holder, maker, attributesOf(table)) };
  return { TableName: table.name, Key: keyOf(table, maker), ...holder.parameters(expressions) };
}

function get(maker: Maker): Body {
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const expressions = maker.random.percent(40) ? { ProjectionExpression: projection(holder, maker, table) } : {};
  return { TableName: table.name, Key: keyOf(table, maker), ...holder.parameters(expressions) };
}

function projection(holder: Placeholders, maker: Maker, table: TableShape): string {
  const paths = maker.random.times(1 + maker.random.int(3), () => path(holder, maker, attributesOf(table)).text);
  return maker.flaw(5) ? paths.join(', ') : distinctRoots(paths).join(', ');
}

function distinctRoots(paths: readonly string[]): string[] {
  const roots = paths.map((each) => each.split('.')[0]);
  return paths.filter((_, place) => roots.indexOf(roots[place]) === place);
}

function query(maker: Maker): Omit<Request, 'flaws'> {
  const { random, flaw } = maker;
  const table = tableOf(maker);
  const index = table.indexes.length > 0 && random.percent(55) ? random.pick(table.indexes) : undefined;
  const key = index?.key ?? table.key;
  const holder = new Placeholders(maker);
  const wanted = keyCondition(holder, maker, key);
  const keys = new Set(key.map(([name]) => name));
  const others = [...ATTRIBUTES, ...attributesOf(table).filter(([name]) => flaw(0.1) || !keys.has(name))];
  const body = {
    TableName: table.name,
    ...(index ? { IndexName: flaw(0.5) ? 'no-such-index' : index.name } : {}),
    ...((!index || flaw(1)) && random.percent(30) && { ConsistentRead: true }),
    ...(random.percent(60) && { ScanIndexForward: random.percent(50) }),
    // Whether a page of a partition that has one item ends with a key, nobody says.
    ...(key.length > 1 && random.percent(40) && { Limit: flaw(1) ? 0 : 1 + random.int(4) }),
    ...(random.percent(10) && !index && { ExclusiveStartKey: keyOf(table, maker) }),
    ...holder.parameters({
      KeyConditionExpression: wanted,
      ...(random.percent(30) && { FilterExpression: condition(holder, maker, others) }),
      ...(random.percent(25) && (!index || flaw(5)) && { ProjectionExpression: projection(holder, maker, table) }),
    }),
    ...capacity(maker),
  };
  const counted = !('ProjectionExpression' in body) && random.percent(15);
  return { operation: 'Query', body: { ...body, ...(counted && { Select: 'COUNT' }) }, paged: true };
}

function keyCondition(holder: Placeholders, maker: Maker, [partition, sort]: readonly KeyAttribute[]): string {
  const { random, flaw } = maker;
  const [name, type] = partition as KeyAttribute;
  const own = `${holder.name(name)} ${flaw(0.5) ? '>' : '='} ${holder.value(flaw(0.5) ? anyValue(maker) : keyValue(type, maker))}`;
  if (!sort || random.percent(35)) return flaw(0.5) ? `${own} AND ${holder.name('stray')} = ${holder.value({ S: 'a' })}` : own;
  const [sortName, sortType] = sort;
  const written = holder.name(sortName);
  const value = () => holder.value(flaw(0.5) ? anyValue(maker) : keyValue(sortType, maker));
  const kinds = [
    ...['=', '<', '<=', '>', '>='].map((sign) => `${written} ${sign} ${value()}`),
    `${written} BETWEEN ${value()} AND ${value()}`,
  ];
  if (sortType !== 'N' || flaw(1)) kinds.push(`begins_with(${written}, ${value()})`);
  const other = flaw(0.5) ? `${written} <> ${value()}` : random.pick(kinds);
  return random.percent(15) ? `${other} AND ${own}` : `${own} AND ${other}`;
}

function scan(maker: Maker): Omit<Request, 'flaws'> {
  const { random } = maker;
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const body = {
    TableName: table.name,
    ...(random.percent(40) && { Limit: 1 + random.int(6) }),
    ...holder.parameters({
      ...(random.percent(40) && { FilterExpression: condition(holder, maker, attributesOf(table)) }),
      ...(random.percent(25) && { ProjectionExpression: projection(holder, maker, table) }),
    }),
  };
  const TotalSegments = 1 + random.int(4);
  return { operation: 'Scan', body: { ...body, ...(TotalSegments > 1 && { Segment: 0, TotalSegments }) }, paged: true };
}

function batchGet(maker: Maker): Omit<Request, 'flaws'> {
  const { random, flaw } = maker;
  const tables = random.times(1 + random.int(2), () => tableOf(maker));
  const asked = tables.map((table) => {
    const holder = new Placeholders(maker);
    const expressions = random.percent(30) ? { ProjectionExpression: projection(holder, maker, table) } : {};
    const keys = random.times(1 + random.int(flaw(1) ? 120 : 5), () => keyOf(table, maker));
    return [table.name, { Keys: flaw(3) ? keys : distinct(keys), ...holder.parameters(expressions) }] as const;
  });
  return { operation: 'BatchGetItem', body: { RequestItems: Object.fromEntries(asked), ...capacity(maker) } };
}

function batchWrite(maker: Maker): Omit<Request, 'flaws'> {
  const { random, flaw } = maker;
  const tables = random.times(1 + random.int(2), () => tableOf(maker));
  const asked = tables.map((table) => {
    const writes = random.times(1 + random.int(flaw(1) ? 30 : 5), () =>
      random.percent(70) ? { PutRequest: { Item: itemOf(table, maker) } } : { DeleteRequest: { Key: keyOf(table, maker) } },
    );
    const keys = writes.map(({ PutRequest, DeleteRequest }) =>
      Object.fromEntries(table.key.map(([name]) => [name, (PutRequest?.Item ?? DeleteRequest?.Key)?.[name]])),
    );
    return [table.name, flaw(3) ? writes : writes.filter((_, place) => firstOf(keys, place))] as const;
  });
  return { operation: 'BatchWriteItem', body: { RequestItems: Object.fromEntries(asked), ...capacity(maker) } };
}

const canonical = (key: unknown) =>
  JSON.stringify(key).replaceAll('"1.0"', '"1"').replaceAll('"1e1"', '"10"').replaceAll('"02"', '"2"').replaceAll('"5e-1"', '"0.5"');

function firstOf(keys: readonly unknown[], place: number): boolean {
  return keys.findIndex((key) => canonical(key) === canonical(keys[place])) === place;
}

function distinct(keys: readonly Item[]): Item[] {
  return keys.filter((_, place) => firstOf(keys, place));
}

function transactWrite(maker: Maker): Omit<Request, 'flaws'> {
  const { random, flaw } = maker;
  const count = flaw(1) ? random.pick([0, 101]) : random.percent(3) ? 60 : 1 + random.int(5);
  const entries = random.times(count, () => {
    const kind = random.pick(['Put', 'Update', 'Update', 'Delete', 'ConditionCheck']);
    const make = { Put: put, Update: (each: Maker) => updateItem(each, true), Delete: remove, ConditionCheck: check }[kind] ?? put;
    const failing = random.percent(50) && { ReturnValuesOnConditionCheckFailure: random.pick(['ALL_OLD', 'NONE']) };
    return { [kind]: { ...make(maker), ...failing } };
  });
  const names = entries.map((entry) => {
    const { TableName, Item, Key } = Object.values(entry)[0] as { TableName: string; Item?: Item; Key?: Item };
    const table = TABLES.find(({ name }) => name === TableName);
    return [TableName, (table?.key ?? []).map(([name]) => (Item ?? Key)?.[name])];
  });
  const kept = flaw(3) ? entries : entries.filter((_, place) => firstOf(names, place));
  const token = random.percent(15) ? { ClientRequestToken: flaw(1) ? 'x'.repeat(37) : `token-${random.int(30)}` } : {};
  return { operation: 'TransactWriteItems', body: { TransactItems: kept, ...token, ...capacity(maker) } };
}

function transactGet(maker: Maker): Omit<Request, 'flaws'> {
  const entries = maker.random.times(1 + maker.random.int(maker.flaw(1) ? 110 : 5), () => ({ Get: get(maker) }));
  return { operation: 'TransactGetItems', body: { TransactItems: entries, ...capacity(maker) } };
}
