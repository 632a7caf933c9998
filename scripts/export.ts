import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StockLevel } from '../schema/types.ts';
import { createInventoryClient } from '../web/client/main.ts';
import { exportHead, exportRow } from '../web/csv/index.ts';
import { beginCommand, endWith, stackOption } from '../tools/command-line.ts';
import { importer } from './import/credentials.ts';
import { profileOption } from './import/options.ts';
import { sentenceOf } from '../tools/sentences.ts';
import { readStage } from './stage.ts';

// `npm run export -- FILE.csv`: every level with its version, by the API. A file is whole or not
// there: it gets its name when the last level is in it.

/** Characters that are written at once. */
const CHUNK = 1_000_000;

const { values, positionals } = beginCommand({
  usage: 'npm run export -- [options] FILE.csv',
  about: 'Writes the stock levels, each with its version, to a CSV file that npm run import takes.',
  takes: ['FILE.csv'],
  options: {
    warehouse: { type: 'string', value: 'ID', help: 'only levels of this warehouse' },
    category: { type: 'string', value: 'NAME', help: 'only levels of this category' },
    ...stackOption,
    ...profileOption,
  },
  more:
    'Without FILE.csv it goes to the standard output, once all levels are read: npm run --silent export > levels.csv. Whoever changes counts in it and keeps\n' +
    'the column version overwrites no sale: the import refuses the rows of levels that have moved since. Ends with 130 when stopped, without a file.',
});
const [file] = positionals;
const { stack: stackFile, profile, warehouse, category } = values;
const stack = readStage(stackFile);
const { graphqlUrl, realtimeUrl } = stack;
const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: importer(stack, profile) });
const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
try {
  const filter = { ...(warehouse !== undefined && { warehouseId: warehouse }), ...(category !== undefined && { category }) };
  const levels = client.eachStock({ filter }, { signal: stopped.signal });
  const count = file === undefined ? await toOutput(levels) : await toFile(levels, file);
  process.stderr.write(`${count} levels${file === undefined ? '' : ` are in ${file}`}.\n`);
} catch (error) {
  if (!stopped.signal.aborted) endWith(error);
  process.stderr.write('Stopped; nothing was written.\n');
  process.exitCode = 130;
}

/** Holds all of it back until it is whole, as nobody can take back what a pipe has taken. */
async function toOutput(levels: AsyncIterable<StockLevel>): Promise<number> {
  const rows: string[] = [];
  for await (const level of levels) rows.push(exportRow(level));
  process.stdout.write(exportHead() + rows.join(''));
  return rows.length;
}

async function toFile(levels: AsyncIterable<StockLevel>, path: string): Promise<number> {
  const unfinished = `${path}.${process.pid}.tmp`;
  const handle = await open(unfinished, 'w').catch((error: unknown) => {
    throw new Error(sentenceOf(error, dirname(path)), { cause: error });
  });
  try {
    let [count, text] = [0, exportHead()];
    for await (const level of levels) {
      text += exportRow(level);
      count += 1;
      if (text.length < CHUNK) continue;
      await handle.appendFile(text);
      text = '';
    }
    await handle.appendFile(text);
    await handle.sync();
    await handle.close();
    await rename(unfinished, path);
    return count;
  } catch (error) {
    await handle.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}
