import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { UnitsReport } from '../local/emulator/gateway/units.ts';
import { startStack } from '../local/stack.ts';
import { beginCommand, wholeNumber } from '../tools/command-line.ts';
import type { StackDescription } from '../tests/support/stack.ts';
import { withoutSchedules } from '../tests/support/without-schedules.ts';
import { HOLD_SHARDS } from '../domain/reservation.ts';
import { type Backlog, givenBacklog, type Run } from './expiry/fixture.ts';
import { historyOf, problemsAfter } from './expiry/invariants.ts';
import { sweepStandIn } from './expiry/on-stand-in.ts';
import { RATES } from './expiry/stand-in.ts';

// `npm run bench:expiry`: see --help. With --stand-in the same handler works on a stand-in for
// DynamoDB that takes no more than the service does.

/** How long the history is waited for, milliseconds; what is not there by then is not looked at. */
const PATIENCE_MS = 60_000;

const { values } = beginCommand({
  usage: 'npm run bench:expiry -- [options]',
  about: 'How long the sweeper takes for a backlog, on many levels and on one, on a stack of its own whose schedules are off.',
  options: {
    holds: { type: 'string', value: 'N', default: '100000', help: 'holds that are due' },
    levels: { type: 'string', value: 'N', default: '5000', help: 'levels that they are on' },
    'service-like': { type: 'boolean', help: 'conflicts, throttling and durations as DynamoDB has them' },
    'stand-in': { type: 'boolean', help: "no stack, but a stand-in for DynamoDB in memory at the service's rates" },
    'transaction-ms': { type: 'string', value: 'N', default: '100', help: 'with --stand-in: what a transaction takes' },
    'read-ms': { type: 'string', value: 'N', default: '10', help: 'with --stand-in: what a read takes' },
    'slow-down': {
      type: 'string',
      value: 'N',
      default: '1',
      help: 'with --stand-in: lets a second of the service take N, on a machine that cannot keep up',
    },
  },
  more: 'Prints a line for each run and a line of JSON. Fails when units were lost or given back twice, never on speed.',
});
const numberOf = (name: 'holds' | 'levels' | 'transaction-ms' | 'read-ms' | 'slow-down', least = 1) =>
  wholeNumber(`--${name}`, values[name], { least, most: 10_000_000 });
const [holds, levels] = [numberOf('holds'), numberOf('levels')];
const speed = { transactionMs: numberOf('transaction-ms', 0), readMs: numberOf('read-ms', 0), slowDown: numberOf('slow-down') };
const backlogs: Backlog[] = [
  { name: 'many', holds, levels },
  { name: 'one', holds, levels: 1 },
];
const problems = values['stand-in'] ? await onStandIn() : await onStack();
print(problems.length === 0 ? 'Everything adds up.' : problems.join('\n'));
process.exitCode = problems.length === 0 ? 0 : 1;

async function onStack(): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
  const options = { port: 0, directory, memory: true, fresh: false, empty: true, serviceLike: values['service-like'] === true };
  const stack = await startStack({ ...options, changeTemplate: withoutSchedules, log: () => undefined });
  try {
    for (const backlog of backlogs) await measure(stack.description, backlog);
    return [...(await problemsAfter(stack.description)), ...(await history(stack.description))];
  } finally {
    await stack.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * With the shards of the index on partitions of their own, on two, and on one level, where
 * transactions come one after the other.
 */
async function onStandIn(): Promise<string[]> {
  const found: string[] = [];
  print(`A stand-in for DynamoDB, not the service: ${JSON.stringify({ ...RATES, ...speed })}`);
  const [many, one] = backlogs as [Backlog, Backlog];
  for (const [backlog, indexPartitions] of [
    [many, HOLD_SHARDS],
    [many, HOLD_SHARDS / 2],
    [one, HOLD_SHARDS],
  ] as const) {
    const before = process.cpuUsage();
    const { runs, taken, problems: wrong } = await sweepStandIn(backlog, { ...speed, indexPartitions });
    report(backlog, runs, ` with the index on ${indexPartitions} partitions`);
    const { user, system } = process.cpuUsage(before);
    print(
      `  ${((user + system) / 1e6).toFixed(1)} s of processor with the stand-in's own share; where that is near the time it took, this machine was the limit`,
    );
    print(`  ${JSON.stringify(taken)}`);
    found.push(...wrong);
  }
  return found;
}

async function measure(description: StackDescription, backlog: Backlog): Promise<void> {
  await givenBacklog(description, backlog);
  // The first run of a function loads its code.
  await local(description, 'DELETE', 'units');
  const runs: Run[] = [];
  do {
    const begun = performance.now();
    const run = (await local(description, 'POST', 'run/expire-reservations')) as Omit<Run, 'seconds'>;
    runs.push({ ...run, seconds: (performance.now() - begun) / 1000 });
  } while ((runs.at(-1)?.left ?? 0) > 0 && (runs.at(-1)?.closed ?? 0) > 0);
  const { tables } = (await local(description, 'GET', 'units')) as UnitsReport;
  const sent = tables[description.tables.reservations]?.['TransactWriteItems'];
  const written = [description.tables.reservations, description.tables.inventory].map(
    (table) => tables[table]?.['TransactWriteItems']?.write ?? 0,
  );
  const seconds = runs.reduce((total, run) => total + run.seconds, 0);
  report(backlog, runs);
  print(`  transactions ${sent?.calls ?? 0}, write units ${written.map(Math.round).join(' for reservations, ')} for levels`);
  const [forReservations, forLevels] = written;
  print(JSON.stringify({ ...backlog, runs: runs.length, seconds, transactions: sent?.calls ?? 0, forReservations, forLevels }));
}

async function history(description: StackDescription): Promise<string[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { movements, changes, problems } = await historyOf(description);
    if (movements === changes || Date.now() > until) {
      print(`History: ${movements} of ${changes} changes are there.`);
      return problems;
    }
    await pause(5_000);
  }
}

function report({ holds: due, levels: on }: Backlog, runs: readonly Run[], where = ''): void {
  print(`${due} due holds on ${on} level${on === 1 ? '' : 's'}${where}`);
  for (const { seconds, closed, left } of runs)
    print(`  a run of ${seconds.toFixed(1)} s closed ${closed}, left ${left}: ${Math.round(closed / seconds)}/s`);
}

/** Uses a route of the local stack. */
async function local({ graphqlUrl }: StackDescription, method: 'GET' | 'POST' | 'DELETE', route: string): Promise<unknown> {
  const response = await fetch(new URL(`/_local/${route}`, graphqlUrl), { method });
  if (!response.ok) throw new Error(`${method} ${response.url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
