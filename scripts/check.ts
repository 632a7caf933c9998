import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

// `npm test`: everything that must hold before a change lands. Each step is one check, except the suites, which count their tests.
// Every step runs, also after a failed one, so that one run tells all. The last line is what CI reads.

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const out = mkdtempSync(join(tmpdir(), 'onhand-check-'));
const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };

/** Parts of the suites that run side by side, each with stacks of its own: much of a test is waiting. */
const SHARDS = Math.min(2, availableParallelism());

const steps: [name: string, command: string, ...args: string[]][] = [
  ['generated types are up to date', bin('graphql-codegen'), '--config', 'codegen.yml', '--check'],
  ['generated docs are up to date', 'node', 'scripts/generate-api-docs.ts', '--check'],
  ['format', bin('prettier'), '--check', '.', '--log-level', 'warn'],
  ['lint', bin('eslint'), '.', '--max-warnings', '0'],
  ['types', bin('tsc'), '-p', '.'],
  ['types of domain', bin('tsc'), '-p', 'domain'],
  ['types of resolvers', bin('tsc'), '-p', 'resolvers'],
  ['types of the admin panel', bin('tsc'), '-p', 'web/admin'],
  ['types of the badge', bin('tsc'), '-p', 'web/badge'],
  ['types of the demo shop', bin('tsc'), '-p', 'web/shop'],
  ['types of the browser tests', bin('tsc'), '-p', 'tests/e2e'],
  ['types of the browser benchmark', bin('tsc'), '-p', 'bench/panel'],
  ['resolver bundles and their size', 'node', 'infra/build.ts'],
  // AppSync type-checks the plain JavaScript that it gets, and refuses the deploy without a place.
  ['types of the bundles', bin('tsc'), '-p', 'tsconfig.bundles.json'],
  ['sizes of scripts and pages', 'node', 'scripts/sizes.ts'],
  ['cdk synth', bin('cdk'), 'synth', '--quiet', '--output', join(out, 'cdk.out')],
];

let passed = 0;
let failed = 0;

function tell(ok: boolean, name: string, started: number): void {
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
}

function run(name: string, command: string, args: string[]): boolean {
  const started = performance.now();
  const ok = spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status === 0;
  tell(ok, name, started);
  return ok;
}

/** Runs a part of the suites and counts its tests. What it says is shown when it has ended, so that parts do not talk at once. */
async function runShard(shard: number): Promise<void> {
  const started = performance.now();
  const [report, log] = [join(out, `tests-${shard}.json`), join(out, `tests-${shard}.log`)];
  const args = ['run', `--shard=${shard}/${SHARDS}`, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const written = openSync(log, 'w');
  const child = spawn(bin('vitest'), args, { cwd: root, stdio: ['ignore', written, written], env });
  const [status] = (await once(child, 'close')) as [number | null];
  closeSync(written);
  process.stdout.write(readFileSync(log, 'utf8'));
  tell(status === 0, `suites, part ${shard} of ${SHARDS}`, started);
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    passed += counts.numPassedTests;
    failed += counts.numFailedTests + (status === 0 || counts.numFailedTests > 0 ? 0 : 1);
  } catch {
    failed += 1;
  }
}

for (const [name, command, ...args] of steps) {
  if (run(name, command, args)) {
    passed += 1;
  } else {
    failed += 1;
  }
}

process.stdout.write(`The suites run in ${SHARDS} parts side by side, some minutes.\n`);
await Promise.all(Array.from({ length: SHARDS }, (_, place) => runShard(place + 1)));
rmSync(out, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
