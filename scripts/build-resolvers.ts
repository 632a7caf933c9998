import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { manifest, sourcesOf } from '../resolvers/manifest.ts';

const root = join(import.meta.dirname, '..');

/** Where the bundles lie: build/resolvers/<source>.js, as the manifest names the sources. */
export const bundleDirectory = join(root, 'build/resolvers');

/** AWS AppSync refuses longer code, characters. */
export const MAX_BUNDLE_CHARACTERS = 32_768;

/**
 * Bundles every resolver and pipeline step of the manifest for AppSync: ESM, modern syntax, nothing but @aws-appsync/utils left to import.
 * Fails when a bundle is longer than AppSync takes. Without source maps, which would count towards that.
 */
export async function buildResolvers(): Promise<Map<string, number>> {
  const sources = new Set(
    Object.keys(manifest).flatMap((field) => [sourcesOf(field).code, ...sourcesOf(field).steps.map((step) => step.code)]),
  );
  await rm(bundleDirectory, { recursive: true, force: true });
  const result = await build({
    entryPoints: [...sources].map((source) => ({ in: join(root, 'resolvers', `${source}.ts`), out: source })),
    outdir: bundleDirectory,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    external: ['@aws-appsync/utils'],
    write: true,
    metafile: true,
    logLevel: 'silent',
  });
  const sizes = new Map(Object.entries(result.metafile.outputs).map(([file, { bytes }]) => [file, bytes]));
  for (const [file, size] of sizes) {
    if (size > MAX_BUNDLE_CHARACTERS) {
      throw new Error(
        `${file} has ${size} characters; AppSync takes ${MAX_BUNDLE_CHARACTERS}. Move code out of the resolver or split the step.`,
      );
    }
  }
  return sizes;
}

if (import.meta.main) {
  const sizes = [...(await buildResolvers()).values()];
  process.stdout.write(`${sizes.length} resolver bundles, the largest ${Math.max(...sizes)} of ${MAX_BUNDLE_CHARACTERS} characters\n`);
}
