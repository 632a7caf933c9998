import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackDescription } from '../infra/stack-outputs.ts';
import { orNearest } from '../tools/nearest.ts';
import { beginCommand, stackOption, UsageError } from '../tools/command-line.ts';
import { checkProofs, readProofs } from './conformance/callers.ts';
import { cleanUp } from './conformance/clean-up.ts';
import { JOURNAL, readMade, type Made } from './conformance/journal.ts';
import { runRandom } from './conformance/random.ts';
import { fileOf, SUITES } from './conformance/suites.ts';
import { readJson, readStage } from './stage.ts';

/** Who takes away what the suites made says every so often how far that is, milliseconds. */
const PROGRESS_MS = 5_000;

const { values } = beginCommand({
  usage: 'npm run conformance -- [--stack FILE] [--callers FILE] [--suite NAME | --random CALLS [--seed N]]',
  about:
    'Runs the black-box suites of the API against a stage that runs, deployed or local, with products of its own, and takes them away again.',
  options: {
    ...stackOption,
    callers: { type: 'string', value: 'FILE', help: "`tokens` and `credentials` to call as, which a deployed stage's file has not" },
    suite: { type: 'string', value: 'NAME', multiple: true, help: 'only this one; may be said several times' },
    random: { type: 'string', value: 'CALLS', help: 'no suites, but so many random calls, judged as the simulation does; docs/testing.md' },
    seed: { type: 'string', value: 'N', default: '1', help: 'for --random: draws the calls' },
  },
  more: `Suites: ${SUITES.join(', ')}`,
});

const suites = values.suite ?? SUITES;
const unknown = suites.find((name) => !SUITES.includes(name));
if (unknown !== undefined) throw new UsageError(`There is no suite ${unknown}.${orNearest(unknown, SUITES, '')}`);
const stack = readStack(values.stack, values.callers);
await checkProofs(stack);
const stop = stopAtSecondSignal();
const { passed, made } = await (values.random === undefined ? runSuites() : runRandomly(values.random));
const left = await takeAway(made);
if (!passed || left.length > 0) process.exitCode = 1;

/**
 * Ctrl-C ends the suites, which are in the same process group; what they made is still taken away,
 * unless it comes once more.
 */
function stopAtSecondSignal(): AbortSignal {
  const controller = new AbortController();
  const next = [
    () => say('\nThe suites end; then what they made is taken away. Ctrl-C once more leaves it where it is.'),
    () => controller.abort(),
  ];
  process.on('SIGINT', () => next.shift()?.());
  return controller.signal;
}

async function runRandomly(calls: string): Promise<{ passed: boolean; made: Made[] }> {
  const [count, seed] = [calls, values.seed].map((text) => (/^\d{1,7}$/.test(text) ? Number(text) : 0));
  if (!count || !seed) throw new UsageError('--random and --seed must be whole numbers from 1 on.');
  const { made, failure } = await runRandom(stack, { calls: count, seed, say });
  if (failure) say(`A rule does not hold. ${failure.message}`);
  return { passed: failure === undefined, made };
}

async function runSuites(): Promise<{ passed: boolean; made: Made[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-conformance-'));
  try {
    const [description, journal] = [join(directory, 'stack.json'), join(directory, 'made')];
    writeFileSync(description, JSON.stringify(stack), { mode: 0o600 });
    say(`${suites.length} suites run against ${stack.graphqlUrl}, one at a time: the stage has other customers.`);
    const files = suites.map(fileOf);
    const vitest = spawn('vitest', ['run', '--project', 'integration', '--no-file-parallelism', ...files], {
      stdio: 'inherit',
      env: { ...process.env, ONHAND_STACK: description, [JOURNAL]: journal },
    });
    const [status] = (await once(vitest, 'close')) as [number | null];
    return { passed: status === 0, made: readMade(journal) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Answers with what could not be taken away. */
async function takeAway(made: readonly Made[]): Promise<string[]> {
  say(`Taking away the ${made.length} levels and reservations that they made.`);
  let done = 0;
  const progress = setInterval(() => say(`${done} of ${made.length}`), PROGRESS_MS);
  const left = await cleanUp(stack, made, { signal: stop, onDone: () => (done += 1) });
  clearInterval(progress);
  for (const line of left) say(`left behind: ${line}`);
  say(`${made.length} levels and reservations made, ${left.length} left behind`);
  return left;
}

/**
 * The stage as its users see it: without the database's address, so that nothing looks past the
 * API. Throws a sentence.
 */
function readStack(file: string, callers: string | undefined): StackDescription {
  const stage: StackDescription = readStage(file);
  const proofs = callers === undefined ? readProofs(stage, file) : readProofs(readJson(callers), callers);
  const described: Partial<StackDescription> = { ...stage, ...proofs };
  delete described.dynamodbEndpoint;
  return described as StackDescription;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
