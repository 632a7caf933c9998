import { readFile, writeFile } from 'node:fs/promises';
import { createProgress } from '../local/catalogue/progress.ts';
import { CsvError, decodeCsv, planImport, type PlannedRow, reportCsv } from '../web/csv/index.ts';
import { beginCommand, endWith } from './command-line.ts';
import { openJournal, startJournal, type Subject } from './import/journal.ts';
import { COMMAND, type ImportOptions, optionsOf } from './import/options.ts';
import { tell, tellColumns } from './import/tell.ts';
import { initially, throughApi, type Way } from './import/ways.ts';
import { readStage } from './stage.ts';

// `npm run import -- FILE.csv`: see COMMAND.

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function importFile(options: ImportOptions): Promise<number> {
  const stack = readStage(options.stack);
  const bytes = await readFile(options.file);
  const signal = interruption();
  const { initial, existingOnly, columns } = options;
  const subject: Subject = { graphqlUrl: stack.graphqlUrl, bytes, initial, existingOnly, ...(columns && { columns }) };
  const way = options.initial ? initially(stack, options, subject) : throughApi(stack, options, print);
  const interrupted = options.restart || options.dryRun ? undefined : openJournal(options.file, subject);
  if (interrupted)
    print(`Going on with an import that was interrupted: ${interrupted.done.size} of ${interrupted.plan.length} rows are done.`);

  await way.check(interrupted);
  const plan = interrupted?.plan ?? (await compare(way, decodeCsv(bytes), options, signal));
  if (options.dryRun) {
    tell(plan, ({ verdict }) => verdict, print);
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
  tell(plan, ({ line }) => results.get(line) ?? { kind: 'left' }, print);
  await report(options, reportCsv(plan, results));
  const open = plan.some(({ line }) => !results.has(line) || results.get(line)?.kind === 'failed');
  if (!open) journal.remove();
  else print(`${failure === undefined ? '' : `${failure} `}Not all rows were tried to the end. Run the same command again to go on.`);
  if (signal.aborted) return 130;
  return open || [...results.values()].some(({ kind }) => kind === 'refused' || kind === 'conflict') ? 1 : 0;
}

async function compare(way: Way, text: string, options: ImportOptions, signal: AbortSignal): Promise<PlannedRow[]> {
  let told = 0;
  let progress: ReturnType<typeof createProgress> | undefined;
  const { existingOnly, columns } = options;
  const plan = await planImport(way, text, {
    ...{ signal, existingOnly, ...(columns && { columns }) },
    onColumns: (read) => tellColumns(read, print),
    onProgress(judged, rows) {
      progress ??= createProgress('Comparing', rows, print);
      progress.add(judged - told);
      told = judged;
    },
  }).finally(() => progress?.end());
  return plan;
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
  process.exitCode = await importFile(optionsOf(beginCommand(COMMAND)));
} catch (error) {
  if (!(error instanceof Interrupted || error instanceof CsvError)) endWith(error);
  process.stderr.write(`${error.message}\n`);
  if (error instanceof CsvError && error.titles)
    process.stderr.write(`For example: --columns productId=${error.titles[0] ?? 'TITLE'},warehouseId=TITLE\n`);
  process.exitCode = error instanceof Interrupted ? 130 : 2;
}
