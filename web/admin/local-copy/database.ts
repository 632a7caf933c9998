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
  /** All levels, and how far they were brought; undefined where some may be missing. */
  read(): Promise<{ levels: StockLevel[]; progress: Progress | undefined }>;
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
    async read() {
      const transaction = database.transaction(['levels', 'state']);
      const [levels, progress] = await Promise.all([
        transaction.objectStore('levels').getAll(),
        transaction.objectStore('state').get('progress'),
      ]);
      return { levels, progress };
    },
    async write(changed) {
      const transaction = database.transaction('levels', 'readwrite', { durability: 'relaxed' });
      const writes = changed.map(async ({ key, level }) => {
        const place = sortKey(key.productId, key.productId, key.warehouseId);
        await (level ? transaction.store.put(level, place) : transaction.store.delete(place));
      });
      await Promise.all([...writes, transaction.done]);
    },
    async completed(progress) {
      await database.put('state', progress, 'progress');
    },
    close: () => database.close(),
  };
}

/** Deletes all copies on this machine, or some of them. A browser that keeps none is no error. */
export async function deleteCopies(which: (name: string) => boolean = () => true): Promise<void> {
  const databases = await indexedDB.databases().catch(() => []);
  const names = databases.flatMap(({ name }) => (name?.startsWith(PREFIX) && which(name) ? [name] : []));
  await Promise.all(names.map(async (name) => deleteDB(name)));
}
