import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { allItems } from './tables.ts';

/** The stacks that the tests of this process use, by their directories. */
const stacks = new Map<string, StackDescription>();

/** What is known of a test that failed. */
export interface Failure {
  /** With the names of the suites around it. */
  test: string;
  /** Everything that was said about it. */
  text: string;
}

const FAILURES = 'build/failed-tests';
const MAX_NAME = 100;
const REQUEST_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Has the data and the logs of a stack kept when a test fails from now on. */
export function watchStack(directory: string, description: StackDescription): void {
  stacks.set(resolve(directory), description);
}

/** Where what is kept of a test lies. */
const places = new Map<string, string>();

/** The directory for what is kept of a test that failed; the same for all who keep something. */
export function evidencePlace(test: string): string {
  const name = `${new Date().toISOString().replaceAll(':', '.')} ${test.replaceAll(/[^\w .,-]+/g, '_')}`;
  const place = places.get(test) ?? join(FAILURES, name.slice(0, MAX_NAME));
  places.set(test, place);
  return place;
}

/**
 * Copies the directory of each stack, its tables as they are now beside it, and answers where that
 * is, with the lines of its logs that name a request of the failure. A stack that is dead has no
 * tables to read, but its files.
 */
export async function keepEvidence({ test, text }: Failure): Promise<string> {
  const place = evidencePlace(test);
  const lines: string[] = [];
  let number = 0;
  for (const [directory, description] of stacks) {
    if (!existsSync(directory)) continue;
    number += 1;
    const kept = join(place, `stack-${number}`);
    cpSync(directory, kept, { recursive: true, filter: (path) => !path.endsWith('.lock') });
    const problem = await keepTables(description, kept);
    lines.push(`${resolve(kept)} has the data and the logs of the stack.${problem}`, ...linesOf(new Set(text.match(REQUEST_ID)), kept));
  }
  return lines.join('\n');
}

async function keepTables(description: StackDescription, kept: string): Promise<string> {
  try {
    mkdirSync(join(kept, 'tables'), { recursive: true });
    for (const table of Object.values(description.tables)) {
      const items = await allItems(description, table);
      writeFileSync(join(kept, 'tables', `${table}.jsonl`), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    }
    return '';
  } catch (error) {
    return ` Its tables could not be read: ${(error as Error).message}`;
  }
}

/** The lines that name a request, with their file. */
function linesOf(requestIds: ReadonlySet<string>, kept: string): string[] {
  const files = readdirSync(kept, { recursive: true, encoding: 'utf8' }).filter((path) => /\.log(\.1)?$/.test(path));
  const lines = files.flatMap((file) =>
    readFileSync(join(kept, file), 'utf8')
      .split('\n')
      .map((line) => ({ file, line })),
  );
  return [...requestIds].flatMap((id) => {
    const named = lines.filter(({ line }) => line.includes(id));
    // Any UUID may be one: products and reservations of tests have such ids too.
    if (named.length === 0) return [];
    return [`The request ${id}:`, ...named.map(({ file, line }) => `  ${file}: ${line}`)];
  });
}
