import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBuild } from '../../local/built.ts';
import { spawnStack, type SpawnedStack } from '../../tests/support/process.ts';
import { bareTable, measureBare } from './bare.ts';
import { coldStartsTable, measureColdStarts, measureSizes, sizesTable } from './code.ts';
import { costsTable, measureCosts } from './costs.ts';
import { growthTable, measureGrowth } from './growth.ts';
import { idleTable, measureIdle } from './memory.ts';
import { measureOperations, operationsTable } from './operations.ts';
import { measureSubscribers, subscribersTable } from './subscribers.ts';

// `npm run bench [-- --only operations,costs --rounds 5 --requests 600 --json FILE]`: what docs/performance.md has. Each part on stacks of its own, in memory but for
// growth. Prints tables, writes the figures as JSON. Fails on errors, never on time. For an idle machine: it says how busy it was.

const USAGE = 'npm run bench -- [--only PART,…] [--rounds N] [--requests N] [--json FILE]';
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '600' },
    json: { type: 'string', default: 'build/bench.json' },
  },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];

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
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0 || !(rounds >= 1) || !(requests >= 4)) {
  process.stderr.write(`${USAGE}\nParts: ${Object.keys(PARTS).join(', ')}.\n`);
  process.exit(2);
}
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
