import { TABLES, type KeyAttribute, type TableShape } from './tables.ts';
import { anyValue, ATTRIBUTES, keyValue, valueOfType, type Item, type Maker } from './values.ts';

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

/** Makes one request. */
export type Make = (maker: Maker) => Omit<Request, 'flaws'>;

/** The attributes of a table that are keys of it or of its indexes. */
export function attributesOf({ key, indexes }: TableShape): KeyAttribute[] {
  return [...new Map([key, ...indexes.map((index) => index.key)].flat())].map(([name, type]) => [name, type]);
}

/** Sometimes asks for what the call took. */
export function capacity({ random }: Maker): Body {
  return random.percent(25) ? { ReturnConsumedCapacity: random.pick(['INDEXES', 'TOTAL', 'NONE']) } : {};
}

/** One of the tables. */
export function tableOf({ random, flaw }: Maker): TableShape {
  const table = random.weighted(TABLES.map((each, place) => [[5, 4, 2, 3, 2, 2][place] ?? 1, each]));
  return flaw(0.3) ? { ...table, name: 'no-such-table' } : table;
}

/** A key of a table, of the few that there are so that requests meet. */
export function keyOf({ key }: TableShape, maker: Maker): Item {
  const item = Object.fromEntries(key.map(([name, type]) => [name, keyValue(type, maker)]));
  if (maker.flaw(0.5)) item['stray'] = { S: 'a' };
  const last = key.at(-1)?.[0];
  return maker.flaw(0.5) ? Object.fromEntries(Object.entries(item).filter(([name]) => name !== last)) : item;
}

/** An item with some attributes. */
export function itemOf(table: TableShape, maker: Maker): Item {
  const { random } = maker;
  const own = random.times(random.int(6), () => {
    const [name, type] = random.pick(ATTRIBUTES);
    return [name, random.percent(85) ? valueOfType(type, maker) : anyValue(maker)] as const;
  });
  const large = maker.flaw(0.2) ? [['large', { S: 'x'.repeat(410_000) }] as const] : [];
  return Object.fromEntries([...own, ...indexed(table, maker), ...large, ...Object.entries(keyOf(table, maker))]);
}

/** Attributes of keys of indexes, here and there. */
export function indexed({ key, indexes }: TableShape, maker: Maker): [string, Item[string]][] {
  const own = new Set(key.map(([name]) => name));
  const attributes = new Map(indexes.flatMap((index) => index.key).filter(([name]) => !own.has(name)));
  return [...attributes].filter(() => maker.random.percent(55)).map(([name, type]) => [name, keyValue(type, maker)]);
}

export const canonical = (key: unknown) =>
  JSON.stringify(key).replaceAll('"1.0"', '"1"').replaceAll('"1e1"', '"10"').replaceAll('"02"', '"2"').replaceAll('"5e-1"', '"0.5"');

/** Whether no key before this one is the same, written in whichever way. */
export function firstOf(keys: readonly unknown[], place: number): boolean {
  return keys.findIndex((key) => canonical(key) === canonical(keys[place])) === place;
}

export function distinct(keys: readonly Item[]): Item[] {
  return keys.filter((_, place) => firstOf(keys, place));
}
