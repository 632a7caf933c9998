import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { runImport } from '../../../scripts/import/run.ts';
import { decodeCsv, planImport, reportCsv } from '../../../web/csv/index.ts';
import { createInventoryClient, type InventoryClient, sigV4 } from '../../../web/client/main.ts';
import { csvFiles, KNOWN } from '../../support/csv-files.ts';
import { anImport } from '../../support/import-file.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import type { StackDescription } from '../../support/stack.ts';
import { eventually } from '../../support/wait.ts';

let stack: StackDescription;
let client: InventoryClient;
withOwnStack((description) => {
  stack = description;
  const { graphqlUrl, realtimeUrl, region, credentials } = stack;
  client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: sigV4({ region, credentials: credentials.catalogue }) });
});
beforeAll(async () => {
  for (const level of KNOWN) await client.updateStock({ ...level, expectedVersion: 0 });
  await eventually(async () => expect((await client.listStock({})).items).toHaveLength(KNOWN.length));
});

test.each(csvFiles)('the command says of the file of $name what everybody says who plans it', async ({ bytes, gives }) => {
  const { file, stackFile, report } = anImport(stack, '');
  writeFileSync(file, bytes);
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const options = {
    file,
    stack: stackFile,
    report,
    dryRun: true,
    existingOnly: false,
    parallel: 8,
    initial: false,
    rate: 1,
    restart: false,
  };
  const code = await runImport({ options, signal: new AbortController().signal, print: say, complain: say });
  if (typeof gives === 'string') {
    expect(code).toBe(2);
    expect(said[0]).toContain(gives);
  } else {
    expect(code).toBe(gives.some((row) => row.includes('refused')) ? 1 : 0);
    expect(readFileSync(report, 'utf8')).toBe(reportCsv(await planImport(client, decodeCsv(bytes))));
  }
});
