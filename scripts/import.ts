import { readFile, writeFile } from 'node:fs/promises';
import { createProgress } from '../local/catalogue/progress.ts';
import type { StackDescription } from '../local/description.ts';
import { CsvError, decodeCsv, planImport, type PlannedRow, reportCsv } from '../web/csv/index.ts';
import { openJournal, startJournal, type Subject } from './import/journal.ts';
import { type ImportOptions, readOptions, USAGE } from './import/options.ts';
import { initially, throughApi, type Way } from './import/ways.ts';

// `npm run import -- FILE.csv`: see USAGE.

/** How many rows that are not as the file says are shown; the report has all. */
const SHOWN = 10;

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  let options: ImportOptions | undefined;
  try {
    options = readOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  if (options) return importFile(options);
  print(USAGE);
  return 0;
}

async function importFile(options: ImportOptions): Promise<number> {
  const stack = JSON.parse(await readFile(options.stack, 'utf8')) as StackDescription;
  const bytes = await readFile(options.file);
  const signal = interruption();
  const subject: Subject = { graphqlUrl: stack.graphqlUrl, bytes, initial: options.initial };
  const way = options.initial ? initially(stack, options, subject) : throughApi(stack, options, print);
  const interrupted = options.restart || options.dryRun ? undefined : openJournal(options.file, subject);
  if (interrupted)
    print(`Going on with an import that was interrupted: ${interrupted.done.size} of ${interrupted.plan.length} rows are done.`);

  await way.check(interrupted);
  const plan = interrupted?.plan ?? (await compare(way, decodeCsv(bytes), signal));
  if (options.dryRun) {
    tell(plan, ({ verdict }) => verdict);
    await report(options, reportCsv(plan));
    return plan.some(({ verdict }) => 'explanation' in verdict) ? 1 : 0;
  }
  const journal = interrupted ?? startJournal(options.file, subject, plan);
  const progress = createProgress('Importing', plan.length, print);
  progress.add(journal.done.size);
  const results = new Map(journal.done);
  const failure = await way
    .apply(plan, journal.done, signal, ({ line }, result) => {
      journal.note(line, result);
      results.set(line, result);
      progress.add(1);
    })
    .finally(progress.end);
  tell(plan, ({ line }) => results.get(line) ?? { kind: 'left' });
  await report(options, reportCsv(plan, results));
  const open = plan.some(({ line }) => !results.has(line) || results.get(line)?.kind === 'failed');
  if (!open) journal.remove();
  else print(`${failure === undefined ? '' : `${failure} `}Not all rows were tried to the end. Run the same command again to go on.`);
  if (signal.aborted) return 130;
  return open || [...results.values()].some(({ kind }) => kind === 'refused' || kind === 'conflict') ? 1 : 0;
}

async function compare(way: Way, text: string, signal: AbortSignal): Promise<PlannedRow[]> {
  let told = 0;
  let progress: ReturnType<typeof createProgress> | undefined;
  const plan = await planImport(way, text, {
    signal,
    onProgress(judged, rows) {
      progress ??= createProgress('Comparing', rows, print);
      progress.add(judged - told);
      told = judged;
    },
  }).finally(() => progress?.end());
  return plan;
}

/** Prints how many rows of each kind there are, and the first that are not as the file says. */
function tell(plan: readonly PlannedRow[], outcomeOf: (row: PlannedRow) => { kind: string; explanation?: string }): void {
  const counts = new Map<string, number>();
  const problems: string[] = [];
  for (const row of plan) {
    const { kind, explanation = '' } = outcomeOf(row);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (explanation !== '') problems.push(`line ${row.line}, ${kind}: ${explanation}`);
  }
  problems.slice(0, SHOWN).forEach(print);
  if (problems.length > SHOWN) print(`and ${problems.length - SHOWN} more; --report FILE writes all.`);
  print(`${plan.length} rows: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'nothing to do'}.`);
}

async function report({ report: path }: ImportOptions, text: string): Promise<void> {
  if (path === undefined) return;
  await writeFile(path, text);
  print(`The report is in ${path}.`);
}

/** Aborted by Ctrl-C: rows under way are finished, no other is begun. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => controller.abort(new Interrupted('Stopped before anything changed.')));
  return controller.signal;
}

class Interrupted extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof Interrupted ? 130 : error instanceof CsvError ? 2 : 1;
}
