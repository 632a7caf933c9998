import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SpawnedStack, spawnStack } from '../support/process.ts';

const directory = mkdtempSync(join(tmpdir(), 'onhand-conformance-test-'));
let stack: SpawnedStack;

beforeAll(async () => {
  stack = await spawnStack({ directory, memory: true });
});

afterAll(async () => {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Run {
  child: ChildProcess;
  /** What it has printed so far. */
  output: () => string;
  status: Promise<number | null>;
}

/** In a process group of its own, as in a terminal. */
function conformance(...args: string[]): Run {
  const child = spawn('node_modules/.bin/node', ['scripts/conformance.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`, NO_COLOR: '1' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const status = new Promise<number | null>((done) => child.on('close', done));
  return { child, output: () => output, status };
}

const ofStack = ['--stack', join(directory, 'stack.json')];

test('suites run, and what they made is taken away', async () => {
  const { output, status } = conformance(...ofStack, '--suite', 'adjust-stock', '--suite', 'ids');
  expect(await status, output()).toBe(0);
  expect(output()).toMatch(/2 suites run against http:/);
  expect(output()).toMatch(/Taking away the \d+ levels and reservations that they made\./);
  expect(output()).toMatch(/\n[1-9]\d* levels and reservations made, 0 left behind\n$/);
});

test('random calls are judged as the simulation judges them, and what they made is taken away', async () => {
  const { output, status } = conformance(...ofStack, '--random', '120', '--seed', '4');
  expect(await status, output()).toBe(0);
  expect(output()).toMatch(/\d{3} calls were made, and every rule held\./);
  expect(output()).toMatch(/\n[1-9]\d* levels and reservations made, 0 left behind\n$/);
});

test('Ctrl-C ends the suites, says so, and what they made is taken away', async () => {
  const { child, output, status } = conformance(...ofStack, '--suite', 'model');
  await expect.poll(output).toContain('RUN');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  expect(await status).toBe(1);
  expect(output()).toContain('The suites end; then what they made is taken away. Ctrl-C once more leaves it where it is.');
  expect(output()).toMatch(/levels and reservations made, 0 left behind\n$/);
});

test('a suite that is not there is named, with the one that may be meant', async () => {
  const { output, status } = conformance(...ofStack, '--suite', 'adjust_stock');
  expect(await status).toBe(2);
  expect(output()).toBe('There is no suite adjust_stock. Do you mean adjust-stock?\n');
});
