import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { DirectoryAsset } from './deployment.ts';
import type { Assembly, Template } from './reader.ts';

interface AssetManifest {
  files: Record<string, { source: { path: string; packaging: string }; destinations: Record<string, { objectKey: string }> }>;
}

/**
 * Runs the CDK app in this process, as `cdk synth` would, for the stage `local`.
 * Everything needed is read into memory, so that no cloud assembly stays behind.
 */
export async function synthesise(): Promise<Assembly> {
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
