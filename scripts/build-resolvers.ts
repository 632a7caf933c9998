import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { manifest, sourcesOf } from '../resolvers/manifest.ts';

const root = join(import.meta.dirname, '..');

/** Where the bundles lie: build/resolvers/<source>.js, as the manifest names the sources. */
export const bundleDirectory = join(root, 'build/resolvers');

/** AWS AppSync refuses longer code, characters. */
export const MAX_BUNDLE_CHARACTERS = 32_768;

/**
 * Bundles every resolver and pipeline step of the manifest for AppSync: ESM, modern syntax, nothing but @aws-appsync/utils left to import.
 * Without source maps, which would count towards the size. Fails when a bundle is longer than AppSync takes.
 * @returns characters by source
 */
export async function buildResolvers(): Promise<Map<string, number>> {
  const sources = new Set(
    Object.keys(manifest).flatMap((field) => [sourcesOf(field).code, ...sourcesOf(field).steps.map((step) => step.code)]),
  );
  const { outputFiles } = await build({
    entryPoints: [...sources].map((source) => ({ in: join(root, 'resolvers', `${source}.ts`), out: source })),
    outdir: bundleDirectory,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    external: ['@aws-appsync/utils'],
    write: false,
    logLevel: 'silent',
  });
  const sizes = new Map<string, number>();
  for (const { path, text } of outputFiles) {
    const source = relative(bundleDirectory, path);
    if (text.length > MAX_BUNDLE_CHARACTERS) {
      throw new Error(
        `${source} has ${text.length} characters; AppSync takes ${MAX_BUNDLE_CHARACTERS}. Move code out of it or split the step.`,
      );
    }
    sizes.set(source, text.length);
    replaceIfChanged(path, text);
  }
  return sizes;
}

// Several processes build at once (tests, a running stack): none of them may meet a file that is gone or half written.
function replaceIfChanged(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) {
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}

if (import.meta.main) {
  const sizes = [...(await buildResolvers()).values()];
  process.stdout.write(`${sizes.length} resolver bundles, the largest ${Math.max(...sizes)} of ${MAX_BUNDLE_CHARACTERS} characters\n`);
}
