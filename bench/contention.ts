import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UnitsReport } from '../local/emulator/gateway/units.ts';
import { beginCommand, wholeNumber } from '../tools/command-line.ts';
import { spawnStack } from '../tests/support/process.ts';
import type { StackDescription } from '../tests/support/stack.ts';
import { type Crowd, crowdOn } from './contention/crowd.ts';
import { problemsAfter } from './contention/invariants.ts';
import { tableOf } from './statistics.ts';

// `npm run bench:contention`: see --help.

/** What one item takes: 1,000 write units a second, and a transaction writes it twice. */
const CEILING = 500;
const CONTENTION_TARGET = 0.01;
/**
 * A crowd makes every function start once for each client; on one machine that takes all of it for
 * seconds, in AWS not. Milliseconds.
 */
const WARM_UP_MS = 15_000;

const { values } = beginCommand({
  usage: 'npm run bench:contention -- [options]',
  about: 'What a crowd at one product gets through, on a stack of its own that behaves like the service.',
  options: {
    seconds: { type: 'string', value: 'N', default: '30', help: 'how long' },
    clients: { type: 'string', value: 'N', default: '64', help: 'how many at the same time' },
    'as-local': { type: 'boolean', help: 'without the conflicts, throttling and durations of the service' },
  },
  more:
    'Prints a table and a line of JSON. Fails when stock or a hold was lost, never on speed; says when more than 1 % of the answers were\n' +
    'CONTENTION.',
});
const seconds = wholeNumber('--seconds', values.seconds, { least: 1, most: 86_400 });
const clients = wholeNumber('--clients', values.clients, { least: 1, most: 10_000 });
const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
const stack = await spawnStack({ directory, memory: true });
try {
  if (!values['as-local']) await local(stack.description, 'POST', 'service-like');
  await crowdOn(stack.description, { productId: 'warm-up', clients, milliseconds: WARM_UP_MS });
  await local(stack.description, 'DELETE', 'units');
  const crowd = await crowdOn(stack.description, { productId: 'hot', clients, milliseconds: seconds * 1000 });
  const attempts = await attemptsOn(stack.description);
  const problems = await problemsAfter(stack.description, crowd);
  process.stdout.write(`${report(crowd, attempts)}\n${problems.map((problem) => `${problem}\n`).join('')}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** Transactions that wanted the item, those that met others included. */
async function attemptsOn(description: StackDescription): Promise<number> {
  const { tables } = (await local(description, 'GET', 'units')) as UnitsReport;
  return tables[description.tables.inventory]?.['TransactWriteItems']?.calls ?? 0;
}

/** Uses a route of the local stack. */
async function local({ graphqlUrl }: StackDescription, method: 'GET' | 'POST' | 'DELETE', route: string): Promise<unknown> {
  const sent = method === 'POST' ? { headers: { 'content-type': 'application/json' }, body: '{}' } : {};
  const response = await fetch(new URL(`/_local/${route}`, graphqlUrl), { method, ...sent });
  if (!response.ok) throw new Error(`${method} ${response.url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function report({ seconds: took, orders, writes, answers, contended, latencies }: Crowd, attempts: number): string {
  const share = contended / Math.max(1, answers);
  const rate = (count: number) => `${(count / took).toFixed(1)}/s`;
  const verdict = share <= CONTENTION_TARGET ? 'within' : 'ABOVE';
  const figures = { seconds: Math.round(took * 10) / 10, orders, writes, attempts, answers, contended };
  return [
    `${clients} clients on one product for ${took.toFixed(1)} s`,
    `orders (held, then shipped or given back)  ${orders}, ${rate(orders)}`,
    `writes of the item                         ${writes}, ${rate(writes)}; one item takes at most ${CEILING}/s`,
    `attempts                                   ${attempts}, ${(attempts / Math.max(1, writes)).toFixed(1)} for each write`,
    `CONTENTION                                 ${contended} of ${answers} answers, ${(share * 100).toFixed(2)} %: ${verdict} ${CONTENTION_TARGET * 100} %`,
    tableOf(latencies),
    JSON.stringify({ ...figures, ...latencies }),
  ].join('\n');
}
