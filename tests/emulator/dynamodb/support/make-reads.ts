import { condition, path, Placeholders } from './expressions.ts';
import { attributesOf, capacity, distinct, keyOf, tableOf, type Body, type Request } from './parts.ts';
import type { KeyAttribute, TableShape } from './tables.ts';
import { anyValue, ATTRIBUTES, keyValue, type Maker } from './values.ts';

/** `GetItem`. */
export function get(maker: Maker): Body {
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

/** `Query` of a table or an index. */
export function query(maker: Maker): Omit<Request, 'flaws'> {
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

/** `Scan`, whole or in segments. */
export function scan(maker: Maker): Omit<Request, 'flaws'> {
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

/** `BatchGetItem`. */
export function batchGet(maker: Maker): Omit<Request, 'flaws'> {
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

/** `TransactGetItems`. */
export function transactGet(maker: Maker): Omit<Request, 'flaws'> {
  const entries = maker.random.times(1 + maker.random.int(maker.flaw(1) ? 110 : 5), () => ({ Get: get(maker) }));
  return { operation: 'TransactGetItems', body: { TransactItems: entries, ...capacity(maker) } };
}
