import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { badgeTypes } from '../../web/badge-types.ts';
import { buildClient } from '../../web/client/build.ts';

/** As strict as `tsc --init` makes a new project, and stricter. */
const STRICT: ts.CompilerOptions = {
  ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true },
  ...{ noImplicitOverride: true, noImplicitReturns: true, noUnusedLocals: true, noUnusedParameters: true },
  ...{ verbatimModuleSyntax: true, isolatedModules: true, noEmit: true, types: [] },
  // Our declarations are checked; TypeScript's own need not be, which would be most of the time.
  ...{ skipLibCheck: false, skipDefaultLibCheck: true },
  ...{ target: ts.ScriptTarget.ESNext, lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'], jsx: ts.JsxEmit.ReactJSX },
};
const WAYS = {
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};
/** What a stage serves, and the examples have stand-ins of. */
const STAND_INS = ['api-client.ts', 'web-identity.ts'];
const EXAMPLES = join(import.meta.dirname, '../../examples');

/** A project of somebody else's, with what a stage serves and these files. */
async function aProject(files: Record<string, string>): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-project-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  await buildClient(directory);
  const all = { 'package.json': '{ "type": "module" }', ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(directory, name), text);
  return directory;
}

function problemsOf(directory: string, options: ts.CompilerOptions): string[] {
  const files = readdirSync(directory).filter((name) => /\.tsx?$/.test(name));
  const program = ts.createProgram(
    files.map((name) => join(directory, name)),
    { ...STRICT, ...options },
  );
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const line = file && start !== undefined ? ts.getLineAndCharacterOfPosition(file, start).line + 1 : 0;
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

test.each(Object.entries(WAYS))(
  'the examples compile, as they are, in a strict project of somebody else (%s)',
  async (_name, way) => {
    const project = await aProject({});
    for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith('.ts') && !STAND_INS.includes(file)))
      cpSync(join(EXAMPLES, name), join(project, name));
    expect(problemsOf(project, way)).toEqual([]);
  },
  120_000,
);

test('what the documents say of errors and credentials compiles', async () => {
  const program = `
import { createInventoryClient, isError, sigV4, type AwsCredentials } from './api-client.js';
declare function fromNodeProviderChain(): (properties?: Record<string, unknown>) => Promise<AwsCredentials & { accountId?: string }>;
const addresses = { graphqlUrl: 'https://a/graphql', realtimeUrl: 'wss://b/graphql' };
export const inventory = createInventoryClient({ ...addresses, authorization: sigV4({ region: 'eu-central-1', credentials: fromNodeProviderChain() }) });
export const denied = (error: unknown): boolean => isError(error, 'Unauthorized');
// @ts-expect-error There is no such error.
export const misspelt = (error: unknown): boolean => isError(error, 'INSUFICIENT_STOCK');
`;
  expect(problemsOf(await aProject({ 'program.ts': program }), WAYS.nodenext)).toEqual([]);
}, 120_000);

test('a badge has types in the DOM and in JSX', async () => {
  const page = `
import { setTexts, type StockBadgeDetail } from './inventory-widget.js';
setTexts('fr', { in: 'En stock' });
const badge = document.createElement('stock-badge');
badge.productId = '85123A';
badge.addEventListener('stock-change', ({ detail }) => document.title = detail.availability?.status ?? badge.state);
export const show = ({ state }: StockBadgeDetail): string => state;
export const Product = ({ id }: { id: string }) => (
  <stock-badge product-id={id} announce className="stock" onstock-change={({ detail }) => show(detail)}>Usually in stock</stock-badge>
);
// @ts-expect-error Attributes have names with hyphens.
export const Wrong = () => <stock-badge productId="85123A" />;
`;
  const project = await aProject({ ...badgeTypes(), 'page.tsx': page });
  mkdirSync(join(project, 'node_modules'));
  for (const name of ['@types', 'csstype'])
    symlinkSync(join(import.meta.dirname, '../../node_modules', name), join(project, 'node_modules', name));
  expect(problemsOf(project, { ...WAYS.bundler, skipLibCheck: true })).toEqual([]);
}, 120_000);
