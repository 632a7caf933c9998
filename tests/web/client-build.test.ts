import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { buildClient } from '../../web/client/build.ts';

const PROGRAM = `
import { apiKey, createInventoryClient, isError, type StockLevel, typedError } from './api-client.js';
const client = createInventoryClient({ graphqlUrl: '', realtimeUrl: '', authorization: apiKey('key') });
export async function level(): Promise<StockLevel | null> {
  const { reservationId }: { reservationId: string } = await client.reserveStock({ lines: [] });
  return client.stock({ productId: reservationId, warehouseId: 'LONDON' });
}
export function short(error: unknown): number | string | undefined {
  if (isError(error, 'INSUFFICIENT_STOCK')) return error.errorInfo.lines[0]?.available;
  const typed = typedError(error);
  return typed?.errorType === 'ID_REUSED' ? typed.errorInfo.id : undefined;
}
// @ts-expect-error Lines are needed.
void client.reserveStock({});
`;

test('the deployed file fits its budget, runs by itself and has types that a program can use', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-client-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  expect(await buildClient(directory)).toBeLessThanOrEqual(15 * 1_024);

  const { createInventoryClient } = (await import(pathToFileURL(join(directory, 'api-client.js')).href)) as Record<string, unknown>;
  expect(createInventoryClient).toBeTypeOf('function');

  const file = join(directory, 'program.ts');
  writeFileSync(file, PROGRAM);
  const program = ts.createProgram([file], {
    ...{
      strict: true,
      noEmit: true,
      skipDefaultLibCheck: true,
      types: [],
      lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'],
      target: ts.ScriptTarget.ES2024,
    },
    ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(problems).toEqual([]);
}, 120_000);
