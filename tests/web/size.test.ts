import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const KB = 1_024;

/** Bytes that a page loads for this code, as it would be served. */
async function loaded(contents: string): Promise<number> {
  const stdin = { contents, resolveDir: 'web/client', loader: 'ts' as const };
  const {
    outputFiles: [file],
  } = await build({ stdin, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false });
  if (!file) throw new Error('esbuild made nothing.');
  return gzipSync(file.contents, { level: 9 }).length;
}

test('what a badge stands on leaves room for Lit and the badge in 20 KB', async () => {
  const bytes = await loaded(`
    export { createApi } from './api.ts';
    export { apiKey } from './authorization.ts';
    export { createAvailabilityStore } from './stores/availability.ts';
  `);
  expect(bytes).toBeLessThan(8 * KB);
});

test('urql, the link and every way to prove who calls fit into 15 KB', async () => {
  const bytes = await loaded(`
    export { createClient, onhandErrors } from './client.ts';
    export { accessToken, apiKey } from './authorization.ts';
    export { sigV4 } from './sigv4.ts';
  `);
  expect(bytes).toBeLessThan(15 * KB);
});

test('a page for the public loads no code that signs', async () => {
  const { metafile } = await build({
    stdin: { contents: "export * from './client.ts'; export * from './authorization.ts';", resolveDir: 'web/client', loader: 'ts' },
    ...{ bundle: true, format: 'esm', write: false, metafile: true },
  });
  expect(Object.keys(metafile.inputs)).toContain('web/client/client.ts');
  expect(Object.keys(metafile.inputs).filter((file) => file.includes('sigv4'))).toEqual([]);
});
