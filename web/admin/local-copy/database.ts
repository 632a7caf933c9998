import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { sortKey } from '../../../domain/text.ts';
import type { StockKeyInput, StockLevel } from '../../../schema/types.ts';

/** Whose copy it is: of one API, as one person sees it in one role. */
export interface CopyOwner {
  graphqlUrl: string;
  sub: string;
  role: string;
}

/** What an earlier visit left on this machine. */
export interface CopyDatabase {
  /** All levels, and whether there were no others when it was written. */
  read(): Promise<{ levels: StockLevel[]; complete: boolean }>;
  /** Levels as they are now; null of those that are gone. */
  write(changed: readonly { key: StockKeyInput; level: StockLevel | null }[]): Promise<void>;
  /** Every level that there is has been written. */
  completed(): Promise<void>;
  close(): void;
}

interface Schema extends DBSchema {
  /** By the place of a level in the list. */
  levels: { key: string; value: StockLevel };
  state: { key: 'complete'; value: boolean };
}

const PREFIX = 'onhand-levels ';
/** Of what is stored: another one begins anew. */
const VERSION = 1;

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
      const [levels, complete] = await Promise.all([
        transaction.objectStore('levels').getAll(),
        transaction.objectStore('state').get('complete'),
      ]);
      return { levels, complete: complete === true };
    },
    async write(changed) {
      const transaction = database.transaction('levels', 'readwrite', { durability: 'relaxed' });
      const writes = changed.map(async ({ key, level }) => {
        const place = sortKey(key.productId, key.productId, key.warehouseId);
        await (level ? transaction.store.put(level, place) : transaction.store.delete(place));
      });
      await Promise.all([...writes, transaction.done]);
    },
    async completed() {
      await database.put('state', true, 'complete');
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
