import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from '../lib/write-whole.ts';
import type { BusEvent } from './event.ts';

/** What the buses got. */
export interface EventLog {
  add: (bus: string, events: readonly BusEvent[]) => void;
  /** Newest first: of this detail type, where one is named, and no more than so many. */
  list: (query?: { kind?: string | undefined; limit?: number }) => LoggedEvent[];
}

/** An event and the bus that got it. */
export interface LoggedEvent extends BusEvent {
  bus: string;
}

/** So many are kept. */
export const MAX_LOGGED = 1_000;

/** A log in a file of JSON lines, so that it is there again after a restart. */
export function openEventLog(path: string): EventLog {
  mkdirSync(dirname(path), { recursive: true });
  let events = read(path).slice(-MAX_LOGGED);
  let lines = 0;

  function rewrite(): void {
    writeWhole(path, textOf(events));
    lines = events.length;
  }

  rewrite();
  return {
    add: (bus, added) => {
      const logged = added.map((event) => ({ bus, ...event }));
      events = [...events, ...logged].slice(-MAX_LOGGED);
      lines += logged.length;
      if (lines > 2 * MAX_LOGGED) rewrite();
      else appendFileSync(path, textOf(logged));
    },
    list: ({ kind, limit = MAX_LOGGED } = {}) =>
      events
        .filter((event) => kind === undefined || event['detail-type'] === kind)
        .toReversed()
        .slice(0, limit),
  };
}

function read(path: string): LoggedEvent[] {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as LoggedEvent];
    } catch {
      // A killed stack left it half written.
      return [];
    }
  });
}

function textOf(events: readonly LoggedEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
