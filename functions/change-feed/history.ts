import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MovementItem } from '../../domain/movement.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { movementKey, movementOf, MOVEMENTS_PER_REQUEST, putMovement, putMovements } from '../lib/movements.ts';
import { withRetries } from '../lib/retry.ts';
import { mayPass } from './failure.ts';
import type { LevelChange } from './record.ts';

/** Where history is written, and until when, epoch milliseconds. */
export interface History {
  dynamodb: DynamoDBDocumentClient;
  table: string;
  deadline: number;
  /** Requests under way at once. */
  concurrency: number;
}

/**
 * How old a change may be whose movement nobody but the feed can have written, milliseconds: an
 * audit repairs only what it has found twice, this far apart unless `auditSettleSeconds` says
 * otherwise.
 */
const FRESH_MS = 30_000;

/** A movement to be written, and the change that it is of. */
interface Entry {
  change: LevelChange;
  movement: MovementItem;
}

/** Why movements could not be written, by their changes. */
type Causes = Map<LevelChange, unknown>;

/**
 * Writes the movements of these changes. Answers with those that could not be written, and why.
 * News go several in a request, over what is there, which can only be the same movement by an
 * earlier delivery. What may have another one by now is put where there is none, each alone.
 */
export async function writeHistory(changes: readonly LevelChange[], history: History): Promise<Causes> {
  const causes: Causes = new Map();
  const news = new Map<string, Entry>();
  const others: Entry[] = [];
  const now = Date.now();
  for (const change of changes) {
    const entry = { change, movement: movementOf(change) };
    const key = movementKey(entry.movement);
    if (isNews(change, now) && !news.has(key)) news.set(key, entry);
    else others.push(entry);
  }
  const refused = await putNews([...news.values()], history, causes);
  // What holds up its whole request shows when each is sent alone.
  await mapLimited([...others, ...refused], history.concurrency, ({ change, movement }) =>
    withRetries(() => putMovement(history.dynamodb, history.table, movement), history.deadline, isRetryable).catch((cause: unknown) => {
      causes.set(change, cause);
    }),
  );
  return causes;
}

/**
 * Whether an ordinary step of a level has just been made. An older one comes from a redrive or
 * after an outage, and an audit may have repaired the history since; a repair itself has brought
 * its movement along; and what goes back or skips is a copy of an item, as after a restore, whose
 * difference means nothing.
 */
function isNews({ before, after }: LevelChange, now: number): boolean {
  const isStep = after.sequence === (before?.sequence ?? 0) + 1;
  const isFresh = Math.abs(now - Date.parse(after.last_updated)) < FRESH_MS;
  return isStep && isFresh && after.last_change.cause !== 'REPAIRED';
}

/**
 * Answers with the entries of requests that were refused for what is in them; notes why others
 * could not be written.
 */
async function putNews(entries: readonly Entry[], { dynamodb, table, deadline, concurrency }: History, causes: Causes): Promise<Entry[]> {
  const parts = Array.from({ length: Math.ceil(entries.length / MOVEMENTS_PER_REQUEST) }, (_, index) =>
    entries.slice(index * MOVEMENTS_PER_REQUEST, (index + 1) * MOVEMENTS_PER_REQUEST),
  );
  const refused = await mapLimited(parts, concurrency, async (part) => {
    const movements = part.map(({ movement }) => movement);
    const { left, cause } = await putMovements(dynamodb, table, movements, deadline);
    const failed = part.filter(({ movement }) => left.includes(movement));
    if (failed.length > 1 && !mayPass(cause)) return failed;
    for (const { change } of failed) causes.set(change, cause);
    return [];
  });
  return refused.flat();
}
