import type { Database } from '../dynamodb/database.ts';
import { pause } from '../lambda/pause.ts';
import type { Deployment } from '../template/deployment.ts';
import { deleteDue, ttlTables } from './pass.ts';

/**
 * How many seconds after its time an item is deleted at the earliest; `off` leaves it to runs by
 * hand.
 */
export type TtlDelay = number | 'off';

/**
 * Stands in for DynamoDB's TTL. (DynamoDB Local has its own, whose time nobody can choose; it is
 * off.)
 */
export interface Ttl {
  /** Deletes what is due now and answers how many items, by table. */
  run: () => Promise<{ deleted: Record<string, number> }>;
  /** Deletes what is due, each minute. */
  start: () => void;
  /** Ends within one call of the database. */
  stop: () => Promise<void>;
}

/** What TTL works with. */
export interface TtlParts {
  deployment: Deployment;
  database: Pick<Database, 'call' | 'deleteExpired'>;
  delay: TtlDelay;
  log: (line: string) => void;
}

const INTERVAL_MS = 60_000;

/** TTL of the tables that have it in the template. */
export function createTtl({ deployment, database, delay, log }: TtlParts): Ttl {
  const tables = ttlTables(deployment);
  const stopping = new AbortController();
  let working: Promise<unknown> = Promise.resolve();

  async function goThrough(gentle: boolean): Promise<{ deleted: Record<string, number> }> {
    const deleted: Record<string, number> = {};
    for (const table of tables) {
      const dueAt = Math.floor(Date.now() / 1000) - (delay === 'off' ? 0 : delay);
      deleted[table.name] = await deleteDue(table, { database, dueAt, gentle, signal: stopping.signal });
    }
    return { deleted };
  }

  async function repeat(): Promise<void> {
    for (;;) {
      await pause(INTERVAL_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      await goThrough(true).catch((error: unknown) => {
        log(`The TTL pass failed: ${(error as Error).message}`);
      });
    }
  }

  return {
    run: () => goThrough(false),
    start: () => {
      if (delay !== 'off' && tables.length > 0) working = repeat();
    },
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}
