import { beginCommand, UsageError } from '../tools/command-line.ts';
import { buildAssembly } from '../simulation/cloud/assembly.ts';
import { runMany } from '../simulation/many.ts';
import { readMask } from '../simulation/mask.ts';
import { explain, linesOf, oneLine } from '../simulation/report.ts';
import { run, type RunResult } from '../simulation/run.ts';

const { values } = beginCommand({
  usage: 'npm run sim -- [--seed N | --seeds N] [--steps M] [options]',
  about:
    'Runs the whole system in one process, on a virtual clock and with faults, and checks it after each step. The same seed is the same run.',
  options: {
    seed: { type: 'string', value: 'N', help: 'this run; default 1' },
    seeds: { type: 'string', value: 'N', help: 'so many runs, from --seed on, on all cores' },
    processes: { type: 'string', value: 'N', help: 'for --seeds: how many runs at once; default one for each core' },
    steps: { type: 'string', value: 'M', help: 'calls of the API in each run; default 1,000' },
    timeline: { type: 'boolean', help: 'tells what happens, moment by moment' },
    'no-shrink': { type: 'boolean', help: 'does not look for the shortest run that fails in the same way' },
    'only-faults': { type: 'string', value: 'LIST', help: 'as a failure prints it: of these kinds only these faults' },
    without: { type: 'string', value: 'NAME', multiple: true, help: 'as a failure prints it: somebody who stays away' },
    json: { type: 'boolean', help: 'a line of JSON for each run' },
  },
});

const seed = whole('seed', values.seed, 1);
const steps = whole('steps', values.steps, 1_000);
await buildAssembly();
if (values.seeds === undefined) await runOne();
else await runSeveral(whole('seeds', values.seeds, 1));
// Timers of what a run left behind hold this process up no longer.
process.exit();

async function runOne(): Promise<void> {
  const tell = values.timeline ? (at: number, who: string, what: string) => say(linesOf({ at, who, what })) : undefined;
  const options = { seed, steps, mask: readMask(values['only-faults'] ?? ''), without: values.without ?? [], ...(tell && { tell }) };
  const result = await run(options);
  say(values.json ? JSON.stringify(result) : oneLine(result));
  if (!result.failure) return;
  process.exitCode = 1;
  if (!values['no-shrink'] && !values.json) await explain(options, result, say);
}

async function runSeveral(count: number): Promise<void> {
  const processes = values.processes === undefined ? undefined : whole('processes', values.processes, 1);
  const show = values.json ? (result: RunResult) => JSON.stringify(result) : oneLine;
  const failed = await runMany({ first: seed, count, steps, show, say, ...(processes !== undefined && { processes }) });
  if (failed.length > 0) process.exitCode = 1;
}

function whole(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new UsageError(`--${name} must be a whole number from 1 on.`);
  return Number(text);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
