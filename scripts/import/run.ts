import { readFile, writeFile } from 'node:fs/promises';
import { createProgress } from '../../local/catalogue/progress.ts';
import { CsvError, decodeCsv, planImport, type PlannedRow, reportCsv } from '../../web/csv/index.ts';
import { sentenceOf } from '../../tools/sentences.ts';
import { readStage } from '../stage.ts';
import { openJournal, startJournal, type Subject } from './journal.ts';
import type { ImportOptions } from './options.ts';
import { tell, printColumns } from './print-outcome.ts';
import { initially, throughApi, type Way } from './writers.ts';

/** One call of the command. */
export interface ImportRun {
  options: ImportOptions;
  /** Aborted by Ctrl-C: rows under way are finished, no other is begun. */
  signal: AbortSignal;
  print: (line: string) => void;
  /** Gets why the file makes no sense. */
  complain: (line: string) => void;
}

/** The same, where failures are thrown. */
type Comparing = Omit<ImportRun, 'complain'>;

/**
 * Does what the command line asks for. Answers with the exit code; throws what a sentence is for,
 * or a fault.
 */
export async function runImport(run: ImportRun): Promise<number> {
  try {
    return await importRows(run);
  } catch (error) {
    if (run.signal.aborted && error === run.signal.reason) {
      run.complain('Stopped before anything changed.');
      return 130;
    }
    if (!(error instanceof CsvError)) throw error;
    run.complain(error.message);
    const [title] = error.titles ?? [];
    if (title !== undefined) run.complain(`For example: --columns 'productId=${title},warehouseId=…'`);
    return 2;
  }
}

async function importRows({ options, signal, print }: Comparing): Promise<number> {
  const stack = readStage(options.stack);
  const bytes = await readFile(options.file).catch((error: unknown) => {
    throw new Error(sentenceOf(error, options.file), { cause: error });
  });
  const { initial, existingOnly, columns, asOf } = options;
  const subject: Subject = {
    graphqlUrl: stack.graphqlUrl,
    bytes,
    initial,
    existingOnly,
    ...(columns && { columns }),
    ...(asOf && { asOf }),
  };
  const way = options.initial ? initially(stack, options, subject) : throughApi(stack, options, print);
  const interrupted = options.restart || options.dryRun ? undefined : openJournal(options.file, subject);
  if (interrupted)
    print(`Going on with an import that was interrupted: ${interrupted.done.size} of ${interrupted.plan.length} rows are done.`);

  await way.check(interrupted);
  const plan = interrupted?.plan ?? (await compare(way, decodeCsv(bytes), { options, signal, print }));
  if (options.dryRun) {
    tell(plan, ({ verdict }) => verdict, print);
    await report({ options, print }, reportCsv(plan));
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
  await report({ options, print }, reportCsv(plan, results));
  const open = plan.some(({ line }) => !results.has(line) || results.get(line)?.kind === 'failed');
  if (!open) journal.remove();
  else print(`${failure === undefined ? '' : `${failure} `}Not all rows were tried to the end. Run the same command again to go on.`);
  if (signal.aborted) return 130;
  return open || [...results.values()].some(({ kind }) => kind === 'refused' || kind === 'conflict') ? 1 : 0;
}

async function compare(way: Way, text: string, { options, signal, print }: Comparing): Promise<PlannedRow[]> {
  let reported = 0;
  let progress: ReturnType<typeof createProgress> | undefined;
  const { existingOnly, columns, asOf } = options;
  const plan = await planImport(way, text, {
    ...{ signal, existingOnly, ...(columns && { columns }), ...(asOf && { asOf }) },
    onColumns: (read) => printColumns(read, print),
    onProgress(judged, rows) {
      progress ??= createProgress('Comparing', rows, print);
      progress.add(judged - reported);
      reported = judged;
    },
  }).finally(() => progress?.end());
  return plan;
}

async function report({ options: { report: path }, print }: Pick<ImportRun, 'options' | 'print'>, text: string): Promise<void> {
  if (path === undefined) return;
  await writeFile(path, text);
  print(`The report is in ${path}.`);
}
