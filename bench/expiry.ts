import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { UnitsReport } from '../local/gateway/units.ts';
import { startStack } from '../local/stack.ts';
import type { StackDescription } from '../tests/support/stack.ts';
import { withoutSchedules } from '../tests/support/without-schedules.ts';
import { type Backlog, givenBacklog } from './expiry/given.ts';
import { historyOf, problemsAfter } from './expiry/invariants.ts';

// `npm run bench:expiry [-- --holds 100000 --levels 5000 --service-like]`: how long the sweeper takes for a backlog, on many levels and on one, on a stack of its own whose
// schedules are off. Prints a line for each run and a line of JSON. Fails when pieces were lost or given back twice, never on speed.

/** What a run answers. */
interface Run {
  closed: number;
  left: number;
}

/** How long the history is waited for, milliseconds; what is not there by then is not looked at. */
const PATIENCE_MS = 60_000;

const { values } = parseArgs({
  options: {
    holds: { type: 'string', default: '100000' },
    levels: { type: 'string', default: '5000' },
    'service-like': { type: 'boolean', default: false },
  },
});
const [holds, levels] = [Number(values.holds), Number(values.levels)];
const directory = mkdtempSync(join(tmpdir(), 'onhand-bench-'));
const options = { port: 0, directory, memory: true, fresh: false, empty: true, serviceLike: values['service-like'] };
const stack = await startStack({ ...options, changeTemplate: withoutSchedules, log: () => undefined });
try {
  for (const backlog of [
    { name: 'many', holds, levels },
    { name: 'one', holds, levels: 1 },
  ])
    await measure(stack.description, backlog);
  const problems = [...(await problemsAfter(stack.description)), ...(await history(stack.description))];
  print(problems.length === 0 ? 'Stock, holds and history add up.' : problems.join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function measure(description: StackDescription, backlog: Backlog): Promise<void> {
  await givenBacklog(description, backlog);
  // The first run of a function loads its code.
  await local(description, 'DELETE', 'units');
  const runs: (Run & { seconds: number })[] = [];
  do {
    const begun = performance.now();
    const run = (await local(description, 'POST', 'run/expire-reservations')) as Run;
    runs.push({ ...run, seconds: (performance.now() - begun) / 1000 });
  } while ((runs.at(-1)?.left ?? 0) > 0 && (runs.at(-1)?.closed ?? 0) > 0);
  const { tables } = (await local(description, 'GET', 'units')) as UnitsReport;
  const sent = tables[description.tables.reservations]?.['TransactWriteItems'];
  const written = [description.tables.reservations, description.tables.inventory].map(
    (table) => tables[table]?.['TransactWriteItems']?.write ?? 0,
  );
  const seconds = runs.reduce((total, run) => total + run.seconds, 0);
  print(`${backlog.holds} due holds on ${backlog.levels} level${backlog.levels === 1 ? '' : 's'}`);
  for (const run of runs)
    print(`  a run of ${run.seconds.toFixed(1)} s closed ${run.closed}, left ${run.left}: ${Math.round(run.closed / run.seconds)}/s`);
  print(`  transactions ${sent?.calls ?? 0}, write units ${written.map(Math.round).join(' for holds, ')} for levels`);
  const [forHolds, forLevels] = written;
  print(JSON.stringify({ ...backlog, runs: runs.length, seconds, transactions: sent?.calls ?? 0, forHolds, forLevels }));
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

/** Uses a route of the local stack. */
async function local({ graphqlUrl }: StackDescription, method: 'GET' | 'POST' | 'DELETE', route: string): Promise<unknown> {
  const response = await fetch(new URL(`/_local/${route}`, graphqlUrl), { method });
  if (!response.ok) throw new Error(`${method} ${response.url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
