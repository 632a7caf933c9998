import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../local/emulator/dynamodb/database.ts';
import { openEmbedded, type EmbeddedOptions } from '../../local/emulator/dynamodb/embedded/database.ts';
import type { Chance } from '../platform/chance.ts';
import { followLog } from './log-end.ts';

/** What the database of a run is kept on. */
export interface Disk {
  /** As it was opened last. */
  database: () => Database;
  /** Whether something was written since this was asked last, of which nobody has heard yet. */
  hasWritten: () => boolean;
  /**
   * Takes the database away between two writes of its file, those of the last commit among them,
   * and opens what is on the file then.
   */
  crash: () => void;
  close: () => Promise<void>;
}

type Options = Omit<EmbeddedOptions, 'path'>;

/** Nothing on it is ever lost, and nobody takes it away. */
export function createMemory(options: Options): Disk {
  const database = openEmbedded(options);
  return { database: () => database, hasWritten: () => false, crash: () => undefined, close: () => database.close() };
}

/** A file of the run's own. */
export function createDisk(options: Options, chance: Chance): Disk {
  const own = chance.fork('disk');
  const directory = mkdtempSync(join(tmpdir(), 'onhand-simulation-'));
  let count = 0;
  const open = () => {
    const path = join(directory, `${count}.db`);
    const database = openEmbedded({ ...options, path });
    const log = followLog(logOf(path));
    // What is there already has been heard of, or was not lost.
    log.read();
    return { path, database, log };
  };
  let current = open();
  let last = { before: 0, now: 0 };
  return {
    database: () => current.database,
    hasWritten: () => {
      last = current.log.read();
      return last.now > last.before;
    },
    crash: () => {
      const { path, database, log } = current;
      const next = join(directory, `${(count += 1)}.db`);
      // Not all of the last commit, or all of it.
      const kept = own.happens(0.5) ? last.now : last.before + own.below(last.now - last.before + 1);
      copyFileSync(path, next);
      writeFileSync(logOf(next), readFileSync(logOf(path)).subarray(0, kept));
      log.close();
      void database.close();
      rmSync(path, { force: true });
      current = open();
    },
    close: async () => {
      current.log.close();
      await current.database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function logOf(path: string): string {
  return `${path}-wal`;
}
