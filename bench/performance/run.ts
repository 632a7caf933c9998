import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnStack } from '../../tests/support/process.ts';
import { measureOperations, operationsTable } from './operations.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, requests: { type: 'string', default: '600' } } });
const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
const stack = await spawnStack({ directory, memory: true });
try {
  const figures = await measureOperations(stack.description, Number(values.rounds), Number(values.requests));
  process.stdout.write(`load ${loadavg()[0]}\n${operationsTable(figures)}\n`);
  writeFileSync('/tmp/bench.json', JSON.stringify(figures));
} finally {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}
