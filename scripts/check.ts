import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

// `npm test`: everything that must hold before a change lands. Each step is one check, except the
// suites, which count their tests. Every step runs, also after a failed one, so that one run shows
// all. The last line is what CI reads.

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const out = mkdtempSync(join(tmpdir(), 'onhand-check-'));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
  // Most checks load the same libraries again and again.
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(root, 'build/compiled'),
};

/**
 * Black-box suites that run on AWS's own DynamoDB Local too: conditions, indexes, pages, the
 * history that its streams make, and what calls consume.
 */
const ALSO_ON_DYNAMODB_LOCAL = [
  'tests/integration/reservations/reserve.test.ts',
  'tests/integration/reservations/races.test.ts',
  'tests/integration/stock/reads.test.ts',
  'tests/integration/stock/list-stock.test.ts',
  'tests/emulator/gateway/units.test.ts',
];

/** A check: a script of package.json, and what it gets. */
type Step = [name: string, script: string, ...args: string[]];

/** What tests read. */
const generated: Step[] = [
  ['generated files are up to date', 'generate', '--check'],
  ['bundles and their size', 'build'],
  ['sizes of scripts and pages', 'check:sizes'],
];

/** What nothing waits for. */
const looks: Step[] = [
  ['format', 'check:format'],
  ['lint', 'lint'],
  ['types', 'types'],
  // AppSync type-checks the plain JavaScript that it gets, and refuses the deploy without a place.
  ['types of the bundles', 'check:bundles'],
  ['cdk synth', 'check:synth', '--output', join(out, 'cdk.out')],
];

let passed = 0;
let failed = 0;

/**
 * Runs a command and shows how it ended. What it says is shown when it has ended, so that those
 * side by side do not talk at once.
 */
async function run(name: string, command: string, args: readonly string[], environment = env): Promise<boolean> {
  const started = performance.now();
  const log = join(out, `${name.replaceAll(' ', '-')}.log`);
  const written = openSync(log, 'w');
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', written, written], env: environment });
  const [status] = (await once(child, 'close')) as [number | null];
  closeSync(written);
  const ok = status === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${readFileSync(log, 'utf8')}${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  return ok;
}

async function runSteps(steps: Step[]): Promise<void> {
  for (const [name, script, ...args] of steps) {
    if (await run(name, 'npm', ['run', '--silent', script, '--', ...args])) passed += 1;
    else failed += 1;
  }
}

/** Runs suites and counts their tests. */
async function runSuites(name: string, which: string[], environment = env): Promise<void> {
  const report = join(out, `${name.replaceAll(' ', '-')}.json`);
  const args = ['run', ...which, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = await run(name, bin('vitest'), args, environment);
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    passed += counts.numPassedTests;
    failed += counts.numFailedTests + (ok || counts.numFailedTests > 0 ? 0 : 1);
  } catch {
    failed += 1;
  }
}

/**
 * All suites are one queue, since the slowest files are of every kind. Much of a test is waiting,
 * for an answer, a schedule or a page, so that two files a core keep the machine busy.
 */
const WORKERS = 2 * availableParallelism();

/** Beside each other, with stacks of their own. */
const parts = [
  () => runSuites('suites', [`--maxWorkers=${WORKERS}`]),
  async () => {
    await runSteps(looks);
    await runSuites('suites on DynamoDB Local', ALSO_ON_DYNAMODB_LOCAL, { ...env, ONHAND_ENGINE: 'dynamodb-local' });
  },
];

await runSteps(generated);
process.stdout.write('The suites and the other checks run beside each other, some minutes.\n');
await Promise.all(parts.map((part) => part()));
rmSync(out, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
