import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { parse, print, visit } from 'graphql';
import { type Handlers, manifest, sourcesOf } from '../resolvers/manifest.ts';
import { isMade, makeOnce, writeWhole } from '../tools/files.ts';

const root = join(import.meta.dirname, '..');

/** Where the bundles lie: build/resolvers/<source>.js, as the manifest names the sources. */
export const bundleDirectory = join(root, 'build/resolvers');

/** Where the bundles of the functions lie: build/functions/<name>/index.mjs. */
export const functionDirectory = join(root, 'build/functions');

/** The schema as AppSync gets it. */
export const schemaFile = join(root, 'build/schema.graphql');

/** How esbuild ends a bundle whose handlers have their names and no alias. */
const HANDLERS = 'export {\n  request,\n  response\n};\n';

/** AWS AppSync refuses longer code, characters. */
export const MAX_BUNDLE_CHARACTERS = 32_768;

/** What the bundles are made of; a change of any of these makes them anew. */
const INPUTS = ['{resolvers,functions,domain,schema}/**/*', 'infra/build.ts', 'package-lock.json'];

/**
 * Writes all that a deploy uploads: what AppSync gets and the functions. Answers with the paths of
 * the files.
 */
export async function buildAll(): Promise<string[]> {
  const [resolvers, functions] = await Promise.all([buildForAppSync(), buildFunctions()]);
  return [
    ...[...resolvers.keys()].map((source) => join(bundleDirectory, source)),
    ...[...functions.keys()].map((name) => join(functionDirectory, name)),
    schemaFile,
  ];
}

/** The note about the last making. */
const STAMP = join(root, 'build/bundles.json');

/** Whether all that buildAll writes is there as it would be made. */
export function bundlesAreMade(): boolean {
  return isMade(STAMP, INPUTS);
}

/** As buildAll, unless all of it is there. */
export async function buildOnce(): Promise<void> {
  await makeOnce(STAMP, INPUTS, buildAll);
}

/** A bundle: where it is to lie, and what is in it. */
export interface Bundle {
  path: string;
  text: string;
}

/**
 * The bundles of all resolvers and pipeline steps of the manifest: ESM, modern syntax, nothing but
 * @aws-appsync/utils left to import. Without source maps, which would count towards the size.
 */
export async function bundleResolvers(plugins: readonly Plugin[] = []): Promise<Bundle[]> {
  const all = Object.keys(manifest).flatMap((field) => [sourcesOf(field).code, ...sourcesOf(field).steps]);
  const sources = new Map(all.map(({ path, handlers }) => [path, handlers]));
  const { outputFiles } = await build({
    entryPoints: [...sources.keys()].map((source) => ({ in: `resolvers/${source}.ts`, out: source })),
    absWorkingDir: root,
    plugins: [madeOfHandlers(sources), ...plugins],
    outdir: bundleDirectory,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    external: ['@aws-appsync/utils'],
    write: false,
    logLevel: 'silent',
  });
  return outputFiles;
}

/**
 * Writes the schema and the bundles of resolvers. Fails when a bundle is longer than AppSync takes.
 * @returns characters by source
 */
async function buildForAppSync(): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const { path, text } of await bundleResolvers()) {
    const source = relative(bundleDirectory, path);
    if (text.length > MAX_BUNDLE_CHARACTERS) {
      throw new Error(
        `${source} has ${text.length} characters; AppSync takes ${MAX_BUNDLE_CHARACTERS}. Move code out of it or split the step.`,
      );
    }
    if (!text.endsWith(HANDLERS)) {
      throw new Error(`${source} must export functions that are called request and response: AppSync is not known to follow another name.`);
    }
    sizes.set(source, text.length);
    replaceIfChanged(path, text);
  }
  replaceIfChanged(schemaFile, deployedSchema());
  return sizes;
}

/** Makes the sources that have no file of their own but two handlers of other modules. */
function madeOfHandlers(sources: ReadonlyMap<string, Handlers | undefined>): Plugin {
  return {
    name: 'made-of-handlers',
    setup(bundling) {
      bundling.onResolve({ filter: /^resolvers\// }, ({ path }) => {
        const handlers = sources.get(path.slice('resolvers/'.length, -'.ts'.length));
        return handlers && { path, namespace: 'made', pluginData: handlers };
      });
      bundling.onLoad({ filter: /.*/, namespace: 'made' }, ({ pluginData }) => {
        const { request, response } = pluginData as Handlers;
        const contents = `export { request } from './${request}.ts';\nexport { response } from './${response}.ts';\n`;
        return { contents, loader: 'ts', resolveDir: join(root, 'resolvers') };
      });
    },
  };
}

/**
 * Each functions/<name>/handler.ts with all that it needs for Lambda, the AWS SDK included, so that
 * what was tested is what runs.
 */
export async function bundleFunctions(plugins: readonly Plugin[] = []): Promise<Bundle[]> {
  const names = readdirSync(join(root, 'functions')).filter((name) => existsSync(join(root, 'functions', name, 'handler.ts')));
  const { outputFiles } = await build({
    entryPoints: names.map((name) => ({ in: join(root, 'functions', name, 'handler.ts'), out: `${name}/index` })),
    outdir: functionDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    plugins: [withoutFetch, ...plugins],
    // Some packages still call require for modules of Node, and `withoutFetch` does.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    write: false,
    logLevel: 'silent',
  });
  return outputFiles;
}

/**
 * Writes the bundles of the functions.
 * @returns bytes by name
 */
async function buildFunctions(): Promise<Map<string, number>> {
  const bundles = await bundleFunctions();
  for (const { path, text } of bundles) replaceIfChanged(path, text);
  return new Map(bundles.map(({ path, text }) => [relative(functionDirectory, path), Buffer.byteLength(text)]));
}

/**
 * Has functions get `node:http` by require. An import reads all its exports at once, and one of
 * them, WebSocket, loads Node's fetch: a quarter of the work of a cold start, for what few use.
 */
const withoutFetch: Plugin = {
  name: 'without-fetch',
  setup(bundling) {
    bundling.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'http', namespace: 'required' },
    );
    bundling.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({ contents: `module.exports = require('node:${path}');` }));
  },
};

// Without descriptions: AppSync's parser has refused or dropped them at times, above all on enum
// values (issues 38 and 410 of aws/aws-appsync-community). People read them in
// schema/schema.graphql and docs/api.md.
function deployedSchema(): string {
  const document = parse(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));
  return print(visit(document, { enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined) }));
}

function replaceIfChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeWhole(path, text);
}

if (import.meta.main) {
  const sizes = [...(await buildForAppSync()).values()];
  process.stdout.write(`${sizes.length} resolver bundles, the largest ${Math.max(...sizes)} of ${MAX_BUNDLE_CHARACTERS} characters\n`);
  for (const [name, bytes] of await buildFunctions()) process.stdout.write(`function ${name}, ${Math.ceil(bytes / 1024)} KB\n`);
}
