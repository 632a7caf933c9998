import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { AssetStaging, CfnResource, type Stack } from 'aws-cdk-lib';
import { build } from 'esbuild';
import { createApp } from '../../infra/app.ts';
import { WORKLOAD_ISSUER } from '../workloads.ts';
import { fingerprintOf, type StoredTemplate, withLifetimes } from './stored.ts';
import type { Template } from '../emulator/template/reader.ts';

// The only module of the local stack that needs CDK; see synthesise.ts.

/** Two back ends of one issuer, which the stack stands in for: one in full, one by a pattern. */
const BACK_ENDS = [
  `name=checkout,policy=checkout,issuer=${WORKLOAD_ISSUER},audience=onhand,subject=shop:production:checkout`,
  `name=erp,policy=catalogue,issuer=${WORKLOAD_ISSUER},audience=onhand,subject=shop:production:erp-*`,
];
const root = join(import.meta.dirname, '../..');
const buildDirectory = join(root, 'build');

/** What infra/ reads beside its own modules. */
const READ = ['schema/schema.graphql'];

/**
 * Makes the template of the stage `local` from infra/, as `cdk synth` would. The bundles must have
 * been built.
 */
export async function makeTemplate(): Promise<StoredTemplate> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-assembly-'));
  try {
    // With firewalls, so that a stack can be asked to heed that of the API; the other one is in
    // front of CloudFront and a stack of its own.
    const app = createApp({ stage: 'local', waf: 'true', backendIssuers: BACK_ENDS.join(' ') }, { outdir: directory });
    const main = app.node.children[0] as Stack;
    const stack = app.synth().getStackByName(main.stackName);
    const synthesised = JSON.parse(readFileSync(stack.templateFullPath, 'utf8')) as Template;
    const { template, files, directories } = nameCode(synthesised, main);
    const sources = await sourcesOf('infra/app.ts');
    const stored = withLifetimes(template, Math.floor(Date.now() / 1000));
    return { stackName: stack.stackName, sources, fingerprint: fingerprintOf(sources), files, directories, template: stored };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Names the code of each resource by where it lies under build/. CDK names it by a hash of its
 * content: a template with those would be another one after each change of a resolver, and two that
 * are equal by chance would stay one.
 */
function nameCode(synthesised: Template, stack: Stack): Pick<StoredTemplate, 'template' | 'files' | 'directories'> {
  const resources = { ...synthesised.Resources };
  const files = new Set<string>();
  const directories = new Set<string>();
  for (const staging of stack.node.findAll().filter((construct) => construct instanceof AssetStaging)) {
    const owner = staging.node.scope?.node.scope?.node.defaultChild;
    if (!(owner instanceof CfnResource)) throw new Error(`${staging.node.path} is code of something that the local stack does not know.`);
    const logicalId = String(stack.resolve(owner.logicalId));
    const path = relative(buildDirectory, staging.sourcePath).split(sep).join('/');
    const key = staging.isArchive || !staging.sourcePath.endsWith('.js') ? path : path.slice(0, -'.js'.length);
    const text = JSON.stringify(resources[logicalId]);
    if (!text.includes(staging.assetHash)) throw new Error(`${logicalId} does not name its code, ${path}.`);
    resources[logicalId] = JSON.parse(text.replaceAll(staging.assetHash, key)) as Template['Resources'][string];
    (key === path ? directories : files).add(path);
  }
  return { template: { ...synthesised, Resources: resources }, files: [...files].sort(), directories: [...directories].sort() };
}

/** The modules that an entry imports, directly or not, and what they read. */
async function sourcesOf(entry: string): Promise<string[]> {
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', metafile: true, write: false } as const;
  const { metafile } = await build({ entryPoints: [entry], absWorkingDir: root, outdir: 'build', logLevel: 'silent', ...options });
  return [...Object.keys(metafile.inputs), ...READ].sort();
}
