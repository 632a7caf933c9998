import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { orNearest } from '../../tools/nearest.ts';
import { makeBuild } from '../../local/built.ts';
import { beginCommand, UsageError, wholeNumber } from '../../tools/command-line.ts';
import { spawnStack, type SpawnedStack } from '../../tests/support/process.ts';
import { bareTable, measureBare } from './bare.ts';
import { coldStartsTable, measureColdStarts, measureSizes, sizesTable } from './code.ts';
import { costsTable, measureCosts } from './costs.ts';
import { growthTable, measureGrowth } from './growth.ts';
import { idleTable, measureIdle } from './memory.ts';
import { measureOperations, operationsTable } from './operations.ts';
import { measureSubscribers, subscribersTable } from './subscribers.ts';

// `npm run bench`: see --help. What docs/performance.md has, each part on stacks of its own, in
// memory but for growth.

const { values } = beginCommand({
  usage: 'npm run bench -- [options]',
  about: 'What each operation takes, costs and grows to, as docs/performance.md has it. For an idle machine: it says how busy it was.',
  options: {
    only: { type: 'string', value: 'PART,…', help: 'only these parts' },
    rounds: { type: 'string', value: 'N', default: '5', help: 'how often each is measured' },
    requests: { type: 'string', value: 'N', default: '600', help: 'requests of a round' },
    json: { type: 'string', value: 'FILE', default: 'build/bench.json', help: 'where the figures go' },
  },
  more: 'Parts: operations, bare, costs, sizes, cold-starts, subscribers, growth, idle. Fails on errors, never on time.',
});
const rounds = wholeNumber('--rounds', values.rounds, { least: 1, most: 1_000 });
const requests = wholeNumber('--requests', values.requests, { least: 4, most: 1_000_000 });

/** A part answers its figures and its table. */
type Part = () => Promise<{ figures: unknown; table: string }>;

const PARTS: Readonly<Record<string, Part>> = {
  operations: () =>
    onStack(async ({ description }) => {
      const figures = await measureOperations(description, rounds, requests);
      return { figures, table: operationsTable(figures) };
    }),
  bare: async () => {
    const figures = await measureBare(rounds);
    return { figures, table: bareTable(figures) };
  },
  costs: () =>
    onStack(async ({ description }) => {
      const figures = await measureCosts(description);
      return { figures, table: costsTable(figures) };
    }),
  sizes: async () => {
    const figures = measureSizes();
    return { figures, table: sizesTable(figures) };
  },
  'cold-starts': () =>
    onStack(async ({ description }) => {
      const figures = await measureColdStarts(description);
      return { figures, table: coldStartsTable(figures) };
    }),
  subscribers: () =>
    onStack(async ({ description }) => {
      const figures = await measureSubscribers(description);
      return { figures, table: subscribersTable(figures) };
    }),
  growth: async () => {
    const figures = await measureGrowth(rounds);
    return { figures, table: growthTable(figures) };
  },
  idle: () =>
    onStack(async ({ description, pid }) => {
      const fresh = await measureIdle(pid);
      await measureOperations(description, 1, requests);
      const figures = { 'that has just started': fresh, 'after the operations above': await measureIdle(pid) };
      return { figures, table: idleTable(figures) };
    }),
};

const wanted = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined)
  throw new UsageError(
    `--only has no part ${unknown}.${orNearest(unknown, Object.keys(PARTS))} There are ${Object.keys(PARTS).join(', ')}.`,
  );
// What could not be written at the end is better known before a quarter of an hour of work.
mkdirSync(dirname(values.json), { recursive: true });
writeFileSync(values.json, '{}\n');
await makeBuild();
const machine = `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? '?'})`;
const results: Record<string, unknown> = { machine, rounds, requests };
process.stdout.write(`${machine}; ${rounds} rounds, median (lowest to highest)\n`);
for (const name of wanted) {
  const busy = loadavg()[0] ?? 0;
  const part = await PARTS[name]?.();
  process.stdout.write(`\n${name} (load before: ${busy.toFixed(1)})\n\n${part?.table}\n`);
  results[name] = { loadBefore: busy, figures: part?.figures };
  writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}

async function onStack<Result>(work: (stack: SpawnedStack) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
  const stack = await spawnStack({ directory, memory: true });
  try {
    return await work(stack);
  } finally {
    await stack.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
