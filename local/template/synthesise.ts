import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { buildAll } from '../../infra/build.ts';
import { hashOfFiles, writeWhole } from '../../infra/files.ts';
import type { DirectoryAsset } from './deployment.ts';
import type { Assembly, Template } from './reader.ts';

interface AssetManifest {
  files: Record<string, { source: { path: string; packaging: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** What the template and its assets are made of; a change of any of these makes them anew. */
const INPUTS = ['{infra,resolvers,functions,domain,schema}/**/*', 'package-lock.json'];
/** By the version of Node: another one may not be able to read it. */
const KEPT = join(import.meta.dirname, `../../build/local-assembly-${process.version}`);

/**
 * The template and the assets of the stage `local`, as a deploy would bundle and `cdk synth` would write them. Kept from start to start while their inputs are the
 * same: making them is a third of what a start costs.
 */
export async function synthesise(): Promise<Assembly> {
  const inputs = hashOfFiles(INPUTS);
  const kept = existsSync(KEPT) ? (deserialize(readFileSync(KEPT)) as { inputs: string; assembly: Assembly }) : undefined;
  if (kept?.inputs === inputs) return kept.assembly;
  await buildAll();
  const assembly = await runApp();
  writeWhole(KEPT, serialize({ inputs, assembly }));
  return assembly;
}

/** Runs the CDK app in this process. Everything needed is read into memory, so that no cloud assembly stays behind. */
async function runApp(): Promise<Assembly> {
  const { createApp } = await import('../../infra/app.ts');
  const directory = mkdtempSync(join(tmpdir(), 'onhand-assembly-'));
  try {
    const { stacks } = createApp({ stage: 'local' }, { outdir: directory }).synth();
    const [stack] = stacks;
    if (!stack || stacks.length > 1) throw new Error(`The local stack needs an app of exactly one stack, but infra has ${stacks.length}.`);
    const manifest = readJson(join(directory, `${stack.id}.assets.json`)) as AssetManifest;
    const template = readJson(stack.templateFullPath) as Template;
    const assets = readAssets(manifest, 'file', (path) => readFileSync(join(directory, path), 'utf8'));
    const directories = readAssets(manifest, 'zip', (path) => readDirectory(join(directory, path)));
    return { stackName: stack.stackName, template, assets, directories };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The assets of one packaging by object key. */
function readAssets<Content>({ files }: AssetManifest, packaging: string, read: (path: string) => Content): Map<string, Content> {
  const assets = new Map<string, Content>();
  for (const { source, destinations } of Object.values(files)) {
    if (source.packaging !== packaging) continue;
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, read(source.path));
  }
  return assets;
}

function readDirectory(directory: string): DirectoryAsset {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  return new Map(paths.map((path) => [relative(directory, path).replaceAll(sep, '/'), readFileSync(path)]));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
