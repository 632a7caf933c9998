import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../lib/write-whole.ts';

/**
 * When each rule ran last, so that a stack which is restarted again and again still runs what is
 * due.
 */
export interface LastRuns {
  /** Milliseconds since 1970; undefined for a rule that was never seen. */
  of: (rule: string) => number | undefined;
  /** On disk when it returns. */
  note: (rule: string, time: number) => void;
}

/** Opens a file that need not exist. Throws a sentence when it is damaged. */
export function openLastRuns(path: string): LastRuns {
  const times = new Map(Object.entries(read(path)));
  return {
    of: (rule) => times.get(rule),
    note: (rule, time) => {
      times.set(rule, time);
      writeWhole(path, JSON.stringify(Object.fromEntries(times)));
    },
  };
}

function read(path: string): Record<string, number> {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>;
  } catch {
    throw new Error(`${path} is damaged. Run with --fresh to begin with empty data.`);
  }
}
