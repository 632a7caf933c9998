import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marksOf } from '../../domain/derived-status.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { LEVELS_PER_TRANSACTION, outdated, storeMarks } from '../lib/derived-status.ts';
import type { MarkedLevel, Tables } from '../lib/derived-status.ts';
import { withRetries } from '../lib/retry.ts';
import { mayPass } from './failure.ts';
import type { Failure } from './failure.ts';
import { writeHistory } from './history.ts';
import type { Publisher } from './publisher.ts';
import type { LevelChange } from './record.ts';
import { toShow } from './shown.ts';
import { publishChanges } from './publish-level.ts';

/** What the feed works with. */
export interface Services {
  dynamodb: DynamoDBDocumentClient;
  tables: Tables;
  publisher: Publisher;
  /** The most units that shoppers see. */
  publicCountCap: number;
  /** Epoch milliseconds until which steps are tried again. */
  deadline: number;
}

/**
 * Requests of one kind under way at once. A shard has ten batches beside each other: more would
 * pile up in front of a service that is slow, and what waits there until its time is over is served
 * all the same, beside its second attempt.
 */
const CONCURRENCY = 4;

/**
 * Follows the changes of a batch: movements first, so that whoever hears of a change finds it in
 * the history; then the stored marks, and the subscribers. A level's changes keep their order, and
 * its first failure stops it; other levels go on. Everything may be done again: marks are written
 * on conditions, movements over nothing but themselves, and subscribers drop a sequence that they
 * have.
 */
export async function follow(changes: readonly LevelChange[], services: Services): Promise<Failure[]> {
  const { dynamodb, tables, deadline } = services;
  const causes = await writeHistory(changes, { dynamodb, table: tables.movements, deadline, concurrency: CONCURRENCY });
  const written = byLevel(changes).map((level) => untilFailure(level, causes));
  const [marks, published] = await Promise.all([
    storeAllMarks(
      written.flatMap(({ done, failure }) => (failure ? [] : [done])),
      services,
    ),
    mapLimited(written, CONCURRENCY, ({ done }) => publishLevel(done, services)),
  ]);
  return [...written.flatMap(({ failure }) => failure ?? []), ...marks, ...published.flat()];
}

/**
 * Publishes to staff, and to shoppers if they could see a difference and the new state is stored.
 */
async function publishLevel(
  level: readonly LevelChange[],
  { dynamodb, tables, publisher, publicCountCap, deadline }: Services,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const state = await toShow(level, { dynamodb, table: tables.inventory, cap: publicCountCap, deadline }).catch((cause: unknown) => {
    const [change] = level;
    if (change) failures.push({ change, cause, isRetryable: mayPass(cause) });
    return undefined;
  });
  return [...failures, ...(await publishChanges(level, state, publisher, deadline))];
}

function byLevel(changes: readonly LevelChange[]): LevelChange[][] {
  return [...Map.groupBy(changes, ({ after }) => JSON.stringify([after.product_id, after.warehouse_id])).values()];
}

/** The changes of a level whose movements are there, up to the first that could not be written. */
function untilFailure(level: LevelChange[], causes: ReadonlyMap<LevelChange, unknown>): { done: LevelChange[]; failure?: Failure } {
  const place = level.findIndex((change) => causes.has(change));
  const change = level[place];
  if (!change) return { done: level };
  const cause = causes.get(change);
  return { done: level.slice(0, place), failure: { change, cause, isRetryable: mayPass(cause) } };
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
      await withRetries(() => storeMarks(dynamodb, tables, part, sinceOf), deadline, isRetryable);
    } catch (cause) {
      // From the turn on, or the next delivery would not know since when.
      for (const change of part.flatMap((level) => turns.get(level) ?? [])) failures.push({ change, cause, isRetryable: mayPass(cause) });
    }
  }
  return failures;
}

/**
 * The newest state of a level, with the first of the changes after which it had that status until
 * the end.
 */
function turnOf(level: readonly LevelChange[]): [MarkedLevel, LevelChange][] {
  const newest = level.at(-1)?.after;
  if (!newest) return [];
  const { status } = marksOf(newest);
  const turn = level[level.findLastIndex(({ after }) => marksOf(after).status !== status) + 1];
  return turn ? [[newest, turn]] : [];
}
