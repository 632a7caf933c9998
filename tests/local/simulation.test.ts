import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mutants, mutated } from '../../simulation/mutants/apply.ts';
import type { RunResult } from '../../simulation/run.ts';

const execute = promisify(execFile);

/** A simulation takes its process for itself, so each has one of its own. */
async function simulate(...args: string[]): Promise<{ status: number; lines: string[] }> {
  const command = ['scripts/simulate.ts', ...args];
  const { stdout, status } = await execute('node_modules/.bin/node', command, { maxBuffer: 2 ** 26 }).then(
    (done) => ({ ...done, status: 0 }),
    (error: unknown) => ({ stdout: (error as { stdout: string }).stdout, status: (error as { code: number }).code }),
  );
  return { status, lines: stdout.trim().split('\n') };
}

const resultOf = ({ lines }: { lines: string[] }) => JSON.parse(lines.at(-1) ?? '') as RunResult;

describe('the simulation', { timeout: 600_000 }, () => {
  it('runs a seed the same to the byte each time', async () => {
    const [one, other] = [
      await simulate('--seed', '8', '--steps', '150', '--json'),
      await simulate('--seed', '8', '--steps', '150', '--json'),
    ];

    expect(resultOf(one)).toEqual(resultOf(other));
    expect(resultOf(one).failure).toBeUndefined();
  });

  it.each([2, 3, 5, 11])('finds no rule broken with seed %i', async (seed) => {
    const result = resultOf(await simulate('--seed', String(seed), '--steps', '200', '--json'));

    expect(result.failure).toBeUndefined();
    expect(result.calls).toBeGreaterThanOrEqual(200);
  });

  it('refuses a fault that there is not, with those that there are', async () => {
    const { status } = await simulate('--only-faults', 'rain:1');

    expect(status).toBe(1);
  });
});

describe('the rules that are broken on purpose', () => {
  it('are forty at least, each with a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(40);
  });

  it.each(mutants)('still fit the code: $name', (mutant) => {
    expect(mutated(mutant)).toContain(mutant.replace);
  });
});
