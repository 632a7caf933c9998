import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { StackDescription } from '../local/description.ts';
import { checkProofs, readProofs } from './conformance/callers.ts';
import { cleanUp } from './conformance/clean-up.ts';
import { JOURNAL, readMade } from './conformance/journal.ts';
import { SUITES } from './conformance/suites.ts';
import { main } from './deploy/run.ts';
import { readJson, readStage } from './stage.ts';

// `npm run conformance -- STACK_JSON [--callers FILE]`: runs the black-box suites of the API against a stage that runs, deployed or local, with
// products of its own, and takes them away again. FILE has `tokens` and `credentials`, which a deployed stage's stack.json has not.

await main(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { callers: { type: 'string' } } });
  const [file] = positionals;
  if (file === undefined) throw new Error('Which stage? For example: npm run conformance -- .local/stack.json');
  const stack = readStack(file, values.callers);
  await checkProofs(stack);
  const directory = mkdtempSync(join(tmpdir(), 'onhand-conformance-'));
  try {
    await run(stack, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

async function run(stack: StackDescription, directory: string): Promise<void> {
  const [description, journal] = [join(directory, 'stack.json'), join(directory, 'made')];
  writeFileSync(description, JSON.stringify(stack), { mode: 0o600 });
  // Ctrl-C ends the suites, which are in the same process group; what they made is still taken away.
  process.on('SIGINT', () => {});
  const files = SUITES.map((suite) => `tests/integration/${suite}.test.ts`);
  // One suite at a time: the stage has other customers.
  const args = ['run', '--project', 'integration', '--no-file-parallelism', ...files];
  const { status } = spawnSync('vitest', args, {
    stdio: 'inherit',
    env: { ...process.env, ONHAND_STACK: description, [JOURNAL]: journal },
  });
  const made = readMade(journal);
  const left = await cleanUp(stack, made);
  for (const line of left) process.stdout.write(`left behind: ${line}\n`);
  process.stdout.write(`${made.length} levels and holds made, ${left.length} left behind\n`);
  if (status !== 0 || left.length > 0) process.exitCode = 1;
}

/** The stage as its users see it: without the database's address, so that nothing looks past the API. Throws a sentence. */
function readStack(file: string, callers: string | undefined): StackDescription {
  const stage: StackDescription = readStage(file);
  const proofs = callers === undefined ? readProofs(stage, file) : readProofs(readJson(callers), callers);
  const described: Partial<StackDescription> = { ...stage, ...proofs };
  delete described.dynamodbEndpoint;
  return described as StackDescription;
}
