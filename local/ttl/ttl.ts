import type { Backend } from '../gateway/forward.ts';
import { pause } from '../lambda/pause.ts';
import type { Deployment } from '../template/deployment.ts';
import { openLedger, type TtlLedger } from './ledger.ts';
import { deleteDue, ttlTables } from './pass.ts';

/** How many seconds after its time an item is deleted at the earliest; `off` leaves it to runs by hand. */
export type TtlDelay = number | 'off';

/** Stands in for DynamoDB's TTL. DynamoDB Local has its own, whose time nobody can choose; it is off. */
export interface Ttl {
  /** Who deleted what, for readers of streams. */
  identify: TtlLedger['identify'];
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
  backend: Backend;
  delay: TtlDelay;
  log: (line: string) => void;
}

const INTERVAL_MS = 60_000;

/** TTL of the tables that have it in the template. */
export async function createTtl({ deployment, backend, delay, log }: TtlParts): Promise<Ttl> {
  const tables = ttlTables(deployment);
  const stopping = new AbortController();
  const ledger = tables.some(({ hasStream }) => hasStream) ? await openLedger(backend) : NO_LEDGER;
  let working: Promise<unknown> = Promise.resolve();

  async function goThrough(gentle: boolean): Promise<{ deleted: Record<string, number> }> {
    const deleted: Record<string, number> = {};
    for (const table of tables) {
      const dueAt = Math.floor(Date.now() / 1000) - (delay === 'off' ? 0 : delay);
      deleted[table.name] = await deleteDue(table, { backend, ledger, dueAt, gentle, signal: stopping.signal });
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
    identify: async (table, records) => (tables.some(({ name }) => name === table) ? ledger.identify(table, records) : records),
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

/** For tables without a stream nobody asks who deleted. */
const NO_LEDGER: TtlLedger = {
  entryFor: () => {
    throw new Error('There is no table with TTL and a stream.');
  },
  identify: (_table, records) => Promise.resolve(records),
};
