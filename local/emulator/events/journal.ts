import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from '../lib/write-whole.ts';
import type { BusEvent } from './event.ts';

/** An event on its way to one target. */
export interface Delivery {
  id: string;
  /** ARN of the rule. */
  rule: string;
  /** Id of the target. */
  target: string;
  event: BusEvent;
  /** When the bus got it, milliseconds since 1970. */
  receivedAt: number;
}

/** What is on its way, so that a stack which is started again goes on with it. */
export interface Journal {
  /** What an earlier process has not done. */
  left: readonly Delivery[];
  /** In the file when it returns. */
  begin: (deliveries: readonly Delivery[]) => void;
  end: (delivery: Delivery) => void;
}

type Line = { begin: Delivery } | { end: string };

/** Lines beside those of what is on its way, before the file is written anew. */
const SLACK = 2_000;

/** Opens a file that need not exist. */
export function openJournal(path: string): Journal {
  const open = new Map<string, Delivery>();
  for (const line of linesOf(path)) {
    if ('begin' in line) open.set(line.begin.id, line.begin);
    else open.delete(line.end);
  }
  let lines = 0;

  function rewrite(): void {
    writeWhole(path, textOf([...open.values()].map((begin) => ({ begin }))));
    lines = open.size;
  }

  function append(added: readonly Line[]): void {
    appendFileSync(path, textOf(added));
    lines += added.length;
    if (lines > SLACK + 2 * open.size) rewrite();
  }

  mkdirSync(dirname(path), { recursive: true });
  rewrite();
  return {
    left: [...open.values()],
    begin: (deliveries) => {
      for (const delivery of deliveries) open.set(delivery.id, delivery);
      append(deliveries.map((begin) => ({ begin })));
    },
    end: ({ id }) => {
      open.delete(id);
      append([{ end: id }]);
    },
  };
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function linesOf(path: string): Line[] {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      // A killed stack left it half written: whoever put the event had no answer.
      return [];
    }
  });
}
