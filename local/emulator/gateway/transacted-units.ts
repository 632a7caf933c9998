import { writeUnits } from './item-size.ts';
import type { TouchedItem } from './touched-items.ts';
import type { Consumption } from './units.ts';

type Body = Readonly<Record<string, unknown>>;

/** A transaction writes or reads every item twice: it prepares and commits. */
export const TRANSACTED = 2;

/**
 * What an entry of a transaction costs: twice the units of the larger of the old and the new item,
 * or of 4 KB of it when it is read, and for an index whose key changes what approximately follows
 * (`indexUnits`).
 */
export function transactedUnits(touched: TouchedItem, bytes: number, indexKeys: readonly (readonly string[])[]): Consumption[] {
  const { kind, table, item, partition } = touched;
  if (kind === 'Get') return [{ table, read: TRANSACTED * Math.max(1, Math.ceil(bytes / 4096)), write: 0, key: partition }];
  const own = { table, read: 0, write: TRANSACTED * writeUnits(bytes), key: item };
  const ofIndexes = indexKeys.reduce((sum, keys) => sum + indexUnits(touched, keys), 0);
  return ofIndexes === 0 ? [own] : [own, { table, read: 0, write: ofIndexes }];
}

/**
 * One unit for an item that enters or leaves an index, two for one that moves in it. The request
 * does not say what was there before: a Put counts as new, a SET as a move, a Delete as if the item
 * were in no index. Indexes follow on their own, so nothing is doubled.
 */
function indexUnits({ kind, parameters }: TouchedItem, keys: readonly string[]): number {
  if (kind === 'Put') return keys.every((key) => Object.hasOwn((parameters['Item'] ?? {}) as Body, key)) ? 1 : 0;
  if (kind !== 'Update') return 0;
  const names = (parameters['ExpressionAttributeNames'] ?? {}) as Record<string, string>;
  const expression = typeof parameters['UpdateExpression'] === 'string' ? parameters['UpdateExpression'] : '';
  const [set = '', removed = ''] = expression.split(/\bREMOVE\b/i);
  const mentions = (clause: string) =>
    [...clause.matchAll(/([#\w]+)\s*(?:=|,|$)/g)].some(([, name = '']) => keys.includes(names[name] ?? name));
  if (mentions(removed.trim())) return 1;
  return [...set.matchAll(/([#\w]+)\s*=/g)].some(([, name = '']) => keys.includes(names[name] ?? name)) ? 2 : 0;
}
