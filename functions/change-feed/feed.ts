import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marksOf } from '../../domain/marks.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { passes } from '../lib/dynamodb-errors.ts';
import { LEVELS_PER_TRANSACTION, outdated, storeMarks } from '../lib/marks.ts';
import type { MarkedLevel, Tables } from '../lib/marks.ts';
import { movementOf, putMovement } from '../lib/movements.ts';
import { withRetries } from '../lib/retry.ts';
import type { Publisher } from './publisher.ts';
import type { LevelChange } from './record.ts';

/** What the feed works with. */
export interface Services {
  dynamodb: DynamoDBDocumentClient;
  tables: Tables;
  publisher: Publisher;
  /** Epoch milliseconds until which steps are tried again. */
  deadline: number;
}

/** A change that could not be followed, and why. Lambda delivers it and what came after it again. */
export interface Failure {
  change: LevelChange;
  cause: unknown;
}

/** Requests under way at once; a batch has at most 100 levels. */
const CONCURRENCY = 25;

/** How long a delivery waits for an AppSync that does not take events, milliseconds: the history of what comes behind waits as well. */
const PUBLISHING_MS = 5_000;

/**
 * Follows the changes of a batch: movements first, so that whoever hears of a change finds it in the history; then the stored marks,
 * and the subscribers. A level's changes keep their order, and its first failure stops it; other levels go on. Everything
 * may be done again: movements and marks are written on conditions, and subscribers drop a sequence that they have.
 */
export async function follow(changes: readonly LevelChange[], services: Services): Promise<Failure[]> {
  const written = await mapLimited([...byLevel(changes).values()], CONCURRENCY, (level) => writeMovements(level, services));
  const until = Math.min(services.deadline, Date.now() + PUBLISHING_MS);
  const [marks, published] = await Promise.all([
    storeAllMarks(
      written.flatMap(({ done, failure }) => (failure ? [] : [done])),
      services,
    ),
    mapLimited(
      written.map(({ done }) => done),
      CONCURRENCY,
      (level) => publish(level, services.publisher, until),
    ),
  ]);
  return [...written.flatMap(({ failure }) => failure ?? []), ...marks, ...published.flat()];
}

function byLevel(changes: readonly LevelChange[]): Map<string, LevelChange[]> {
  return Map.groupBy(changes, ({ after }) => JSON.stringify([after.product_id, after.warehouse_id]));
}

/** The changes of a level whose movements are there, up to the first that could not be written. */
async function writeMovements(level: LevelChange[], services: Services): Promise<{ done: LevelChange[]; failure?: Failure }> {
  const { dynamodb, tables, deadline } = services;
  const outcomes = await Promise.allSettled(
    level.map((change) => withRetries(() => putMovement(dynamodb, tables.movements, movementOf(change)), deadline, passes)),
  );
  const place = outcomes.findIndex(({ status }) => status === 'rejected');
  const [change, outcome] = [level[place], outcomes[place]];
  if (!change || outcome?.status !== 'rejected') return { done: level };
  return { done: level.slice(0, place), failure: { change, cause: outcome.reason } };
}

/** Marks of the newest states. The ones before need none: whoever reads them reads the newest. */
async function storeAllMarks(changed: readonly LevelChange[][], { dynamodb, tables, deadline }: Services): Promise<Failure[]> {
  const turns = new Map(changed.flatMap((level) => turnOf(level)));
  const failures: Failure[] = [];
  const late = outdated([...turns.keys()]);
  const sinceOf = (level: MarkedLevel) => turns.get(level)?.after.last_updated ?? level.last_updated;
  for (let start = 0; start < late.length; start += LEVELS_PER_TRANSACTION) {
    const part = late.slice(start, start + LEVELS_PER_TRANSACTION);
    try {
      await withRetries(() => storeMarks(dynamodb, tables, part, sinceOf), deadline, passes);
    } catch (cause) {
      // From the turn on, or the next delivery would not know since when.
      for (const change of part.flatMap((level) => turns.get(level) ?? [])) failures.push({ change, cause });
    }
  }
  return failures;
}

/** The newest state of a level, with the first of the changes after which it had that status until the end. */
function turnOf(level: readonly LevelChange[]): [MarkedLevel, LevelChange][] {
  const newest = level.at(-1)?.after;
  if (!newest) return [];
  const { status } = marksOf(newest);
  const turn = level[level.findLastIndex(({ after }) => marksOf(after).status !== status) + 1];
  return turn ? [[newest, turn]] : [];
}

/**
 * Every change to staff, in order, and beside it the newest state to shoppers, of however many changes it is the outcome: they do not wait for
 * the long tail of a level that sells fast.
 */
async function publish(level: readonly LevelChange[], publisher: Publisher, until: number): Promise<Failure[]> {
  const [first] = level;
  if (!first) return [];
  const [change, availability] = await Promise.all([
    firstFailure(level, (each) => withRetries(() => publisher.stockChange(each, until), until)),
    firstFailure([first], () => withRetries(() => publisher.availability(level, until), until)),
  ]);
  return [change, availability].filter((failure) => failure !== undefined);
}

/** Takes a step for one change after the other, and stops at the first that fails. */
async function firstFailure(changes: readonly LevelChange[], step: (change: LevelChange) => Promise<void>): Promise<Failure | undefined> {
  for (const change of changes) {
    try {
      await step(change);
    } catch (cause) {
      return { change, cause };
    }
  }
  return undefined;
}
