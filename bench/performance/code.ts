import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleDirectory, functionDirectory, MAX_BUNDLE_CHARACTERS } from '../../infra/build.ts';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import { markdownTable } from './rounds.ts';

/** The size of a bundle, bytes. */
export interface SizeFigure {
  bundle: string;
  bytes: number;
  gzip: number;
}

/** How long a function takes the first time and afterwards, milliseconds. */
export interface ColdStartFigure {
  run: string;
  first: number;
  later: number;
}

/** Every bundle of the functions, and the largest of the resolvers. */
export function measureSizes(): SizeFigure[] {
  const functions = readdirSync(functionDirectory).map((name) => sizeOf(`function ${name}`, join(functionDirectory, name, 'index.mjs')));
  const resolvers = readdirSync(bundleDirectory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => sizeOf(`resolver ${file} (AppSync takes ${MAX_BUNDLE_CHARACTERS})`, join(bundleDirectory, file)));
  const [largest] = resolvers.sort((a, b) => b.bytes - a.bytes);
  return [...functions, ...(largest ? [largest] : [])];
}

function sizeOf(bundle: string, path: string): SizeFigure {
  const content = readFileSync(path);
  return { bundle, bytes: content.length, gzip: gzipSync(content).length };
}

const RUNS = ['expire-reservations', 'finish-orders', 'check-thresholds'];
const LATER = 5;

/**
 * The first run of each scheduled function on a new stack, whose code has to be loaded, and the
 * fastest of some later ones. Nothing is there to do.
 */
export async function measureColdStarts({ graphqlUrl }: StackDescription): Promise<ColdStartFigure[]> {
  const timed = async (run: string) => {
    const began = performance.now();
    const response = await fetch(new URL(`/_local/run/${run}`, graphqlUrl), { method: 'POST' });
    if (!response.ok) throw new Error(`${run} answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
    return performance.now() - began;
  };
  const figures: ColdStartFigure[] = [];
  for (const run of RUNS) {
    const first = await timed(run);
    const later: number[] = [];
    for (let turn = 0; turn < LATER; turn += 1) later.push(await timed(run));
    figures.push({ run, first, later: Math.min(...later) });
  }
  return figures;
}

/** The table of sizes. */
export function sizesTable(figures: readonly SizeFigure[]): string {
  const kilobytes = (bytes: number) => (bytes / 1024).toFixed(0);
  return markdownTable(
    ['bundle', 'KB', 'KB gzip'],
    figures.map(({ bundle, bytes, gzip }) => [bundle, kilobytes(bytes), kilobytes(gzip)]),
  );
}

/** The table of cold starts. */
export function coldStartsTable(figures: readonly ColdStartFigure[]): string {
  return markdownTable(
    ['function', 'first run ms', 'later ms'],
    figures.map(({ run, first, later }) => [run, first.toFixed(0), later.toFixed(0)]),
  );
}
