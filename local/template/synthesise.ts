import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    const { stacks } = createApp({ stage: 'local' }, directory).synth();
    const [stack] = stacks;
    if (!stack || stacks.length > 1) throw new Error(`The local stack needs an app of exactly one stack, but infra has ${stacks.length}.`);
    const manifest = readJson(join(directory, `${stack.id}.assets.json`)) as AssetManifest;
    return { stackName: stack.stackName, template: readJson(stack.templateFullPath) as Template, assets: readAssets(manifest, directory) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readAssets(manifest: AssetManifest, directory: string): Map<string, string> {
  const assets = new Map<string, string>();
  for (const { source, destinations } of Object.values(manifest.files)) {
    if (source.packaging !== 'file') continue;
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, readFileSync(join(directory, source.path), 'utf8'));
  }
  return assets;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
