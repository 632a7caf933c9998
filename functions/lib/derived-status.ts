import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { onLevel } from '../../domain/calls/action.ts';
import type { AddAction, Table, UpdateAction } from '../../domain/calls/action.ts';
import { counted, marksOf } from '../../domain/derived-status.ts';
import type { Marks } from '../../domain/derived-status.ts';
import { setAndRemove } from '../../domain/expression.ts';
import type { Expression } from '../../domain/expression.ts';
import { KEEPS_NONE } from '../../domain/level-conditions.ts';
import type { LevelItem } from '../../domain/level.ts';
import { SUMMARY_PARTITION, SUMMARY_SHARDS } from '../../domain/movement.ts';
import type { StockSummary } from '../../schema/types.ts';
import { sdkAction, transactOnce } from './transactions.ts';
import type { SdkAction } from './transactions.ts';

/** A level as it is stored. */
export type MarkedLevel = LevelItem & Marks;

/** The two tables that this concerns. */
export interface Tables {
  inventory: string;
  movements: string;
}

/**
 * Levels in one transaction: few enough that it seldom meets a sale, enough that an import does not
 * wear out the counters.
 */
export const LEVELS_PER_TRANSACTION = 25;

/**
 * Levels whose stored marks are not what their numbers ask for. Their own image shows it, since
 * only this module writes marks.
 */
export function outdated<Level extends MarkedLevel>(levels: readonly Level[]): Level[] {
  return levels.filter((level) => {
    const wanted = marksOf(level);
    return level.status !== wanted.status || level.oversold !== wanted.oversold;
  });
}

/**
 * Stores the marks of up to LEVELS_PER_TRANSACTION levels and counts the difference into the
 * summary, in one transaction: whatever is delivered twice, the second time meets marks that are no
 * longer as its image says. A level that asks for other marks by now, or was done before, is left
 * out: its next record does it. Rejects when DynamoDB was busy; nothing is half done then.
 *
 * `sinceOf` says when a level got the status that is new, ISO 8601; who only has the level as it is
 * takes its last change for that.
 */
export async function storeMarks(
  dynamodb: DynamoDBDocumentClient,
  tables: Tables,
  levels: readonly MarkedLevel[],
  sinceOf = (level: MarkedLevel) => level.last_updated,
): Promise<void> {
  const nameOf = (table: Table) => (table === 'INVENTORY_TABLE' ? tables.inventory : tables.movements);
  let left = levels;
  while (left.length > 0) {
    const actions = [...left.map((level) => markLevel(level, sinceOf(level))), addToSummary(left, anyShard())];
    const { done, seen } = await transactOnce(dynamodb, actions, nameOf);
    if (done) return;
    left = left.filter((_level, place) => !seen[place]?.failed);
  }
}

/**
 * Adds what these levels' new marks count for, less what their old ones did, to one of the
 * summary's counters; as the SDK takes it.
 */
export function countLevels(table: string, levels: readonly MarkedLevel[], shard: number): SdkAction {
  return sdkAction(addToSummary(levels, shard), () => table);
}

/**
 * On the condition that the marks are still as the image shows them, and the numbers of now ask for
 * the new ones. Not that nothing else has changed: a level that sells ten times a second would
 * never be marked.
 */
function markLevel(level: MarkedLevel, since: string): UpdateAction {
  const wanted = marksOf(level);
  const attention_since = level.status === wanted.status ? level.attention_since : since;
  const marks: Marks = { ...wanted, ...(wanted.attention && attention_since && { attention_since }) };
  const names = ['status', 'attention', 'attention_since', 'oversold'] as const;
  const set = names.filter((name) => marks[name] !== undefined);
  const assignments = Object.fromEntries(set.map((name) => [name, `:${name}`]));
  const values = Object.fromEntries(set.map((name) => [`:${name}`, marks[name]]));
  const gone = names.filter((name) => marks[name] === undefined);
  return onLevel(level, {
    update: setAndRemove(assignments, gone, values),
    condition: allOf([wasMarked(level, 'status'), wasMarked(level, 'oversold'), asksFor(wanted)]),
  });
}

function wasMarked(level: MarkedLevel, mark: 'status' | 'oversold'): Expression {
  if (level[mark] === undefined) return { expression: `attribute_not_exists(#${mark})`, attributes: [mark], values: {} };
  return { expression: `#${mark} = :was_${mark}`, attributes: [mark], values: { [`:was_${mark}`]: level[mark] } };
}

/** The numbers that ask for these marks, as `marksOf` reads them. */
function asksFor({ status, oversold }: Marks): Expression {
  if (status === undefined) return { expression: 'attribute_exists(#removed_at)', attributes: ['removed_at'], values: {} };
  const numbers = (sold: string) =>
    ({
      IN_STOCK: `${sold} > :none AND ${sold} > #threshold_level`,
      LOW_STOCK: `${sold} > :none AND ${sold} <= #threshold_level`,
      OUT_OF_STOCK: `${sold} <= :none`,
    })[status];
  // Where nothing is kept only available_count is certain; see hasSellable.
  const sold = `(((${KEEPS_NONE}) AND ${numbers('#available_count')}) OR (NOT (${KEEPS_NONE}) AND ${numbers('#sellable_count')}))`;
  return {
    expression: `attribute_not_exists(#removed_at) AND ${sold} AND #available_count ${oversold ? '<' : '>='} :none`,
    attributes: [
      'removed_at',
      'available_count',
      'sellable_count',
      'safety_stock',
      ...(status === 'OUT_OF_STOCK' ? [] : ['threshold_level']),
    ],
    values: { ':none': 0, ':unkept': 0 },
  };
}

function allOf(conditions: readonly Expression[]): Expression {
  return {
    expression: conditions.map(({ expression }) => expression).join(' AND '),
    attributes: conditions.flatMap(({ attributes }) => attributes),
    values: Object.assign({}, ...conditions.map(({ values }) => values)) as Expression['values'],
  };
}

function addToSummary(levels: readonly MarkedLevel[], shard: number): AddAction {
  const differenceOf = (name: keyof StockSummary) =>
    levels.reduce((sum, level) => sum + counted(marksOf(level))[name] - counted(level)[name], 0);
  return {
    table: 'MOVEMENTS_TABLE',
    key: { level: SUMMARY_PARTITION, sequence: shard },
    add: {
      ...{ levels: differenceOf('levels'), low: differenceOf('low') },
      ...{ out: differenceOf('out'), oversold: differenceOf('oversold') },
    },
  };
}

function anyShard(): number {
  return Math.floor(Math.random() * SUMMARY_SHARDS);
}
