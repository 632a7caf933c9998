import { keyOf } from '../../client/stores/stock-state.ts';
import type { StockView } from '../../client/stores/stock.ts';
import type { CopyDatabase, Progress } from './database.ts';

/** How long changes are gathered, milliseconds. */
const GATHER_MS = 1_000;
/** Levels in one transaction: more would hold up a frame. */
const AT_ONCE = 200;

type Changes = StockView['changed'];

/**
 * Writes what changes to disk, a moment later. What a page that closes has not written is compared
 * at the next visit anyway; a disk that is full, or was deleted by who signed out, ends it.
 */
export function createWriter() {
  const waiting = new Map<string, Changes[number]>();
  let database: CopyDatabase | undefined;
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const writeAll = async () => {
    while (waiting.size > 0 && database) {
      const some = [...waiting].slice(0, AT_ONCE);
      for (const [key] of some) waiting.delete(key);
      await database.write(some.map(([, change]) => change));
    }
  };
  const giveUp = () => {
    over = true;
    database?.close();
    database = undefined;
    waiting.clear();
  };
  const flush = () => {
    timer = undefined;
    writing = writing.then(writeAll).catch(giveUp);
  };

  return {
    /** What was taken before is written too. */
    begin(opened: CopyDatabase) {
      database = opened;
      flush();
    },
    take(changed: Changes) {
      if (over) return;
      for (const change of changed) waiting.set(keyOf(change.key), change);
      if (waiting.size > 0) timer ??= setTimeout(flush, GATHER_MS);
    },
    /** All levels that there are were taken. */
    async completed(progress: Progress) {
      clearTimeout(timer);
      flush();
      await writing.then(async () => database?.completed(progress)).catch(giveUp);
    },
    close() {
      clearTimeout(timer);
      giveUp();
    },
  };
}
