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

/** So many are kept of each detail type: a flood of one would else hide the others. */
export const MAX_LOGGED = 1_000;

/** A log in a file of JSON lines, so that it is there again after a restart. */
export function openEventLog(path: string): EventLog {
  mkdirSync(dirname(path), { recursive: true });
  const byKind = new Map<string, { event: LoggedEvent; place: number }[]>();
  let places = 0;
  let lines = 0;

  function keep(event: LoggedEvent): void {
    const kept = byKind.get(event['detail-type']) ?? [];
    kept.push({ event, place: (places += 1) });
    // Not at each: taking away the first moves all others.
    if (kept.length >= 2 * MAX_LOGGED) kept.splice(0, kept.length - MAX_LOGGED);
    byKind.set(event['detail-type'], kept);
  }

  /** In the order of their coming. */
  function keptOf(kind?: string): LoggedEvent[] {
    const kinds = kind === undefined ? [...byKind.values()] : [byKind.get(kind) ?? []];
    const kept = kinds.flatMap((entries) => entries.slice(-MAX_LOGGED));
    return kept.sort((one, other) => one.place - other.place).map(({ event }) => event);
  }

  function rewrite(): void {
    const kept = keptOf();
    writeWhole(path, textOf(kept));
    lines = kept.length;
  }

  read(path).forEach(keep);
  rewrite();
  return {
    add: (bus, added) => {
      const logged = added.map((event) => ({ bus, ...event }));
      logged.forEach(keep);
      lines += logged.length;
      if (lines > 2 * MAX_LOGGED * Math.max(1, byKind.size)) rewrite();
      else appendFileSync(path, textOf(logged));
    },
    list: ({ kind, limit = MAX_LOGGED } = {}) => keptOf(kind).toReversed().slice(0, limit),
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
