import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mutants, mutated } from '../../simulation/mutants/apply.ts';
import { MARKED_STEPS, MARKS, UNREACHED } from '../../simulation/marks.ts';
import type { RunResult } from '../../simulation/run.ts';
import { STATES } from '../../simulation/states.ts';

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

  it.each([...Map.groupBy(Object.keys(MARKS), (state) => MARKS[state])])(
    'finds no rule broken with seed %i, which reaches %s',
    async (seed, states) => {
      const result = resultOf(await simulate('--seed', String(seed), '--steps', String(MARKED_STEPS), '--json'));

      expect(result.failure).toBeUndefined();
      expect(states.filter((state) => result.states[state] === 0)).toEqual([]);
    },
  );

  it('has a seed for each rare state, or a reason why there is none', () => {
    expect([...Object.keys(MARKS), ...Object.keys(UNREACHED)].toSorted()).toEqual(STATES.toSorted());
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
