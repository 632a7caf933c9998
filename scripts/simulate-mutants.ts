import { spawnSync } from 'node:child_process';
import { mutants } from '../simulation/mutants/apply.ts';
import type { Mutant } from '../simulation/mutants/mutant.ts';
import type { RunResult } from '../simulation/run.ts';
import { beginCommand, UsageError } from '../tools/command-line.ts';
import { orNearest } from '../tools/nearest.ts';

/** In how many seeds, and calls of each, a broken rule has to be found. */
const [MOST_SEEDS, STEPS] = [40, 250];
const HOLDS = 'holds';

const { values } = beginCommand({
  usage: 'npm run sim:mutants -- [--only NAME] [--list]',
  about: 'Breaks rules of the product on purpose, one after the other, and says by which seed and which check the simulation found it.',
  options: {
    only: { type: 'string', value: 'NAME', multiple: true, help: 'only this rule; may be said several times' },
    list: { type: 'boolean', help: 'only the names of the rules' },
    inside: { type: 'string', value: 'NAME', help: 'runs the seeds of one rule in this process; what the others do' },
    whole: { type: 'string', value: 'SEED', help: 'with --inside: runs this seed with the rule as it is, for comparison' },
  },
});

if (values.list) for (const { name } of mutants) say(name);
else if (values.inside === undefined) runAll();
else if (values.whole === undefined) await runInside(values.inside);
else await runWhole(values.inside, Number(values.whole));

function runAll(): void {
  const names = mutants.map(({ name }) => name);
  const unknown = values.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no rule "${unknown}".${orNearest(unknown, names, '')}`);
  const chosen = values.only ?? names;
  let caught = 0;
  for (const name of chosen) {
    const found = runApart('--inside', name);
    const [, seed] = /^caught by seed (\d+)/.exec(found) ?? [];
    // A run that fails with the rule as it is proves nothing.
    const compared = seed === undefined ? '' : runApart('--inside', name, '--whole', seed);
    if (compared === HOLDS) caught += 1;
    say(`${name}: ${found}${compared === '' || compared === HOLDS ? '' : `, but ${compared}`}`);
  }
  say(`${caught} of ${chosen.length} broken rules were caught.`);
  if (caught < chosen.length) process.exitCode = 1;
}

/** The last line of such a run. */
function runApart(...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, ...args], { encoding: 'utf8' });
  return stdout.trim().split('\n').at(-1) || `ended without a result: ${stderr.slice(0, 2_000)}`;
}

/** The code is loaded behind the mutation, so everything is imported here. */
async function runInside(name: string): Promise<void> {
  const mutant = mutantOf(name);
  const { apply } = await import('../simulation/mutants/apply.ts');
  const { buildAssembly } = await import('../simulation/cloud/assembly.ts');
  await buildAssembly();
  await apply(mutant);
  const { run } = await import('../simulation/run.ts');
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { needs = {}, rates = {} } = mutant;
    const { failure }: RunResult = await run({ seed, steps: STEPS, needs, rates });
    if (!failure) continue;
    say(`caught by seed ${seed}: ${failure.check}`);
    process.exit();
  }
  say(`not caught in ${MOST_SEEDS} seeds`);
  process.exit(1);
}

/** The run that found a rule broken, with the rule as it is. */
async function runWhole(name: string, seed: number): Promise<void> {
  const { buildAssembly } = await import('../simulation/cloud/assembly.ts');
  await buildAssembly();
  const { run } = await import('../simulation/run.ts');
  const { needs = {}, rates = {} } = mutantOf(name);
  const { failure }: RunResult = await run({ seed, steps: STEPS, needs, rates });
  say(failure ? `that seed also fails without it: ${failure.check}` : HOLDS);
  process.exit();
}

function mutantOf(name: string): Mutant {
  const mutant = mutants.find((each) => each.name === name);
  if (!mutant) throw new UsageError(`There is no rule "${name}".`);
  return mutant;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
