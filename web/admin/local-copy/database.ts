import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { sortKey } from '../../../domain/text.ts';
import type { StockKeyInput, StockLevel } from '../../../schema/types.ts';

/** Whose copy it is: of one API, as one person sees it in one role. */
export interface CopyOwner {
  graphqlUrl: string;
  sub: string;
  role: string;
}

/** How far a copy that once had all levels was brought. */
export interface Progress {
  /** It has all that happened up to this moment of the server's, ISO 8601. */
  through: string;
  /** When it was last compared with all levels of the API, `Date.now()`. */
  comparedAt: number;
}

/** What an earlier visit left on this machine. */
export interface CopyDatabase {
  /** How far it was brought; undefined where levels may be missing. */
  progress(): Promise<Progress | undefined>;
  /** All levels in the order of the list, the first ones alone and then some at a time. */
  levels(): AsyncIterable<StockLevel[]>;
  /** Levels as they are now; null of those that are gone. */
  write(changed: readonly { key: StockKeyInput; level: StockLevel | null }[]): Promise<void>;
  /** Every level that there is has been written. */
  completed(progress: Progress): Promise<void>;
  close(): void;
}

interface Schema extends DBSchema {
  /** By the place of a level in the list. */
  levels: { key: string; value: StockLevel };
  state: { key: 'progress'; value: Progress };
}

/** As many as a page shows at most: they are drawn before the others are there. */
const FIRST = 100;
/** More would hold up frames. */
const AT_ONCE = 4_000;

const PREFIX = 'onhand-levels ';
/** Of what is stored: another one begins anew. */
const VERSION = 2;

/**
 * Opens the copy of this owner, and deletes those of all others. Rejects where the browser keeps
 * nothing, as in some private windows.
 */
export async function openCopy({ graphqlUrl, sub, role }: CopyOwner): Promise<CopyDatabase> {
  const name = PREFIX + JSON.stringify([graphqlUrl, sub, role]);
  await deleteCopies((other) => other !== name);
  const database: IDBPDatabase<Schema> = await openDB<Schema>(name, VERSION, {
    upgrade(created) {
      for (const store of [...created.objectStoreNames]) created.deleteObjectStore(store);
      created.createObjectStore('levels');
      created.createObjectStore('state');
    },
    // Whoever signs out in another tab deletes it.
    blocking: () => database.close(),
  });
  return {
    progress: async () => database.get('state', 'progress'),
    async *levels() {
      let after: string | undefined;
      for (let count = FIRST; ; count = AT_ONCE) {
        const some: StockLevel[] = await database.getAll('levels', after && IDBKeyRange.lowerBound(after, true), count);
        yield some;
        const last = some.at(-1);
        if (!last || some.length < count) return;
        after = placeOf(last);
      }
    },
    async write(changed) {
      const transaction = database.transaction('levels', 'readwrite', { durability: 'relaxed' });
      const writes = changed.map(async ({ key, level }) => {
        await (level ? transaction.store.put(level, placeOf(key)) : transaction.store.delete(placeOf(key)));
      });
      await Promise.all([...writes, transaction.done]);
    },
    async completed(progress) {
      await database.put('state', progress, 'progress');
    },
    close: () => database.close(),
  };
}

function placeOf({ productId, warehouseId }: StockKeyInput): string {
  return sortKey(productId, productId, warehouseId);
}

/** Deletes all copies on this machine, or some of them. A browser that keeps none is no error. */
export async function deleteCopies(which: (name: string) => boolean = () => true): Promise<void> {
  const databases = await indexedDB.databases().catch(() => []);
  const names = databases.flatMap(({ name }) => (name?.startsWith(PREFIX) && which(name) ? [name] : []));
  await Promise.all(names.map(async (name) => deleteDB(name)));
}
