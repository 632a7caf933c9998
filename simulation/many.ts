import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FAULT_KINDS } from './faults.ts';
import { commandOf } from './report.ts';
import type { RunResult } from './run.ts';

/** Which runs, and who hears of them. */
export interface ManyOptions {
  first: number;
  count: number;
  steps: number;
  /** Runs at once; one for each core when left out. */
  processes?: number;
  /** How a run that has ended is told of. */
  show: (result: RunResult) => string;
  say: (line: string) => void;
}

const SCRIPT = join(import.meta.dirname, '../scripts/simulate.ts');

/** Runs seeds, each in a process of its own, and sums up. Answers with those that failed. */
export async function runMany({ first, count, steps, processes = availableParallelism(), show, say }: ManyOptions): Promise<RunResult[]> {
  const seeds = Array.from({ length: count }, (_, place) => first + place);
  const results: RunResult[] = [];
  const began = performance.now();
  const work = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const result = await runApart(seed, steps);
      results.push(result);
      say(show(result));
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, count) }, work));
  for (const line of summaryOf(results, performance.now() - began)) say(line);
  return results.filter(({ failure }) => failure);
}

async function runApart(seed: number, steps: number): Promise<RunResult> {
  const child = spawn(process.execPath, [SCRIPT, '--json', '--seed', String(seed), '--steps', String(steps)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(child, 'close');
  try {
    return JSON.parse(lines.at(-1) ?? '') as RunResult;
  } catch {
    throw new Error(`The run of seed ${seed} ended without a result; its words are above.`);
  }
}

/** What many runs came to: operations, faults by kind, states reached, failures. */
export function summaryOf(results: readonly RunResult[], elapsedMs: number): string[] {
  const sum = (value: (result: RunResult) => number) => results.reduce((total, result) => total + value(result), 0);
  const number = (count: number) => count.toLocaleString('en-US');
  const [calls, awsCalls] = [sum((result) => result.calls), sum((result) => result.awsCalls)];
  const states = Object.keys(results[0]?.states ?? {});
  const failed = results.filter(({ failure }) => failure);
  return [
    `${results.length} seeds, ${number(calls + awsCalls)} operations: ${number(calls)} calls of the API by people, ${number(awsCalls)} of AWS behind them.`,
    `${number(Math.round(sum(({ virtualMs }) => virtualMs) / 3_600_000))} virtual hours in ${(elapsedMs / 60_000).toFixed(1)} minutes.`,
    `Faults: ${FAULT_KINDS.map((kind) => `${kind} ${number(sum(({ faults }) => faults[kind]))}`).join(', ')}.`,
    'States, and the seed that reached each most often:',
    ...states.map((name) => {
      const most = results.toSorted((a, b) => (b.states[name] ?? 0) - (a.states[name] ?? 0))[0];
      const reached = sum((result) => result.states[name] ?? 0);
      return `  ${name}: ${number(reached)}${reached > 0 ? ` (seed ${most?.seed})` : ''}`;
    }),
    `${failed.length} of ${results.length} seeds failed.`,
    ...failed.map((result) => `${result.failure?.check}: ${commandOf(result.seed, { steps: result.steps, mask: {}, without: [] })}`),
  ];
}
