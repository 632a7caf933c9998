import type { EventKind } from '../../functions/send-events/events.ts';
import { KINDS } from '../../functions/send-events/kinds.ts';
import { UsageError } from '../../tools/command-line.ts';
import { orNearest } from '../../tools/nearest.ts';

/** What is to be sent again. Times are ISO 8601; `to` itself is not in it. */
export interface Range {
  from: string;
  to: string;
  product: string | undefined;
  kind: EventKind | undefined;
}

/** Reads what the command line asks for. Throws a sentence. */
export function readRange({ from, to, product, kind }: Partial<Record<'from' | 'to' | 'product' | 'kind', string>>): Range {
  if (from === undefined) throw new UsageError('--from is missing: from when on, such as 2026-11-30T09:00:00Z.');
  const range = { from: readTime('--from', from), to: to === undefined ? new Date().toISOString() : readTime('--to', to) };
  if (range.from >= range.to) throw new UsageError(`--from ${range.from} is not before --to ${range.to}.`);
  if (kind !== undefined && !isKind(kind))
    throw new UsageError(`There is no kind ${kind}.${orNearest(kind, Object.keys(KINDS))} docs/events.md lists them.`);
  return { ...range, product, kind };
}

function isKind(name: string): name is EventKind {
  return Object.hasOwn(KINDS, name);
}

function readTime(option: string, text: string): string {
  const time = new Date(text);
  // A day alone, or a time without its zone, means another moment on another machine.
  if (Number.isNaN(time.getTime()) || !/T.*(Z|[+-]\d\d:?\d\d)$/.test(text))
    throw new UsageError(`${option} "${text}" is no time with its zone, such as 2026-11-30T09:00:00Z.`);
  return time.toISOString();
}
