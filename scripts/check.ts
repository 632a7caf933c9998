import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// `npm test`: everything that must hold before a change lands. Each step is one check, except the suites, which count their tests.
// Every step runs, also after a failed one, so that one run tells all. The last line is what CI reads.

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const out = mkdtempSync(join(tmpdir(), 'onhand-check-'));
const report = join(out, 'tests.json');

const steps: [name: string, command: string, ...args: string[]][] = [
  ['generated types are up to date', bin('graphql-codegen'), '--config', 'codegen.yml', '--check'],
  ['generated docs are up to date', 'node', 'scripts/generate-api-docs.ts', '--check'],
  ['format', bin('prettier'), '--check', '.', '--log-level', 'warn'],
  ['lint', bin('eslint'), '.', '--max-warnings', '0'],
  ['types', bin('tsc'), '-p', '.'],
  ['types of domain', bin('tsc'), '-p', 'domain'],
  ['types of resolvers', bin('tsc'), '-p', 'resolvers'],
  ['resolver bundles and their size', 'node', 'infra/build.ts'],
  // AppSync type-checks the plain JavaScript that it gets, and refuses the deploy without a place.
  ['types of the bundles', bin('tsc'), '-p', 'tsconfig.bundles.json'],
  ['cdk synth', bin('cdk'), 'synth', '--quiet', '--output', join(out, 'cdk.out')],
];

let passed = 0;
let failed = 0;

function run(name: string, command: string, args: string[]): boolean {
  const started = performance.now();
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
  });
  const ok = status === 0;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  return ok;
}

for (const [name, command, ...args] of steps) {
  if (run(name, command, args)) {
    passed += 1;
  } else {
    failed += 1;
  }
}

const suitesOk = run('suites', bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
try {
  const counts = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
  passed += counts.numPassedTests;
  failed += counts.numFailedTests + (suitesOk || counts.numFailedTests > 0 ? 0 : 1);
} catch {
  failed += 1;
}
rmSync(out, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
