import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ColumnChoice, PlannedRow, RowResult } from '../../web/csv/index.ts';

/**
 * What an import set out to do and what it has done, in a file beside the imported one. The plan is
 * there before the first write: an import that died goes on with the versions that it saw at its
 * beginning, so what was sold since is a conflict and not set back.
 */
export interface Journal {
  plan: PlannedRow[];
  done: Map<number, RowResult>;
  note(line: number, result: RowResult): void;
  /** The import came to its end. */
  remove(): void;
}

/** What must be the same for an import to go on. */
export interface Subject {
  graphqlUrl: string;
  bytes: Uint8Array;
  /** Of an initial load. */
  initial?: boolean;
  existingOnly?: boolean;
  columns?: ColumnChoice;
  asOf?: Date;
}

export function journalPath(file: string): string {
  return `${file}.import`;
}

/**
 * The journal of an interrupted import of this file; undefined when there is none. Throws a
 * sentence when it belongs to something else.
 */
export function openJournal(file: string, subject: Subject): Journal | undefined {
  const path = journalPath(file);
  if (!existsSync(path)) return undefined;
  const [head = '', ...lines] = readFileSync(path, 'utf8').split('\n');
  const { name, plan } = readHead(head, path);
  if (name !== nameOf(subject)) {
    throw new Error(
      `${path} is of an import that was interrupted, of other content, to another stage or in another way. Put that file back and finish it, or forget it with --restart.`,
    );
  }
  const done = new Map<number, RowResult>();
  for (const text of lines) {
    const entry = readEntry(text);
    if (entry) done.set(...entry);
  }
  // A death can leave half a line, which the next one must not continue.
  appendFileSync(path, '\n');
  return journalAt(path, plan, done);
}

/** Begins a journal. An earlier one of the same file is gone. */
export function startJournal(file: string, subject: Subject, plan: PlannedRow[]): Journal {
  const path = journalPath(file);
  writeFileSync(`${path}.tmp`, `${JSON.stringify({ name: nameOf(subject), plan })}\n`, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
  return journalAt(path, plan, new Map());
}

function journalAt(path: string, plan: PlannedRow[], done: Map<number, RowResult>): Journal {
  return {
    plan,
    done,
    note(line, result) {
      // What failed is tried again.
      if (result.kind !== 'failed') appendFileSync(path, `${JSON.stringify([line, result])}\n`);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/** One text for each subject. */
export function nameOf({ graphqlUrl, bytes, initial, existingOnly, columns, asOf }: Subject): string {
  const ways = [initial && 'initial', existingOnly && 'existing only', columns && JSON.stringify(columns), asOf?.toISOString()];
  const way = ways.map((each) => (each ? `${each}\n` : '')).join('');
  return createHash('sha256').update(`${graphqlUrl}\n${way}`).update(bytes).digest('hex');
}

function readHead(text: string, path: string): { name: string; plan: PlannedRow[] } {
  try {
    return JSON.parse(text) as { name: string; plan: PlannedRow[] };
  } catch (cause) {
    throw new Error(`${path} is damaged. Forget it with --restart.`, { cause });
  }
}

function readEntry(text: string): [number, RowResult] | undefined {
  try {
    return JSON.parse(text) as [number, RowResult];
  } catch {
    return undefined;
  }
}
