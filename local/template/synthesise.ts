import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeWhole } from '../../tools/files.ts';
import type { DirectoryAsset } from '../emulator/template/deployment.ts';
import type { Assembly } from '../emulator/template/reader.ts';
import { readStored, type StoredTemplate, withExpiries } from './stored.ts';

const buildDirectory = join(import.meta.dirname, '../../build');

/** The template as it was committed: `npm run generate` makes it, `npm test` compares it. */
export const COMMITTED = join(import.meta.dirname, 'local.json');
/** The template of a working copy whose infra/ is not as committed. */
const KEPT = join(buildDirectory, 'local-template.json');

/**
 * The template and the code of the stage `local`, as a deploy would bundle and `cdk synth` would
 * write them; the bundles must be there. Who has not changed what the template is made of has it in
 * the repository, and needs neither CDK nor the seconds that it takes.
 */
export async function synthesise(): Promise<Assembly> {
  const { stackName, template, files, directories } = stored() ?? (await makeAndKeep());
  return {
    stackName,
    template: withExpiries(template, Math.floor(Date.now() / 1000)),
    assets: new Map(files.map((path) => [path, readFileSync(join(buildDirectory, path), 'utf8')])),
    directories: new Map(directories.map((path) => [`${path}.zip`, readDirectory(join(buildDirectory, path))])),
  };
}

/** Whether a template is there that need not be made. */
export function templateIsMade(): boolean {
  return stored() !== undefined;
}

function stored(): StoredTemplate | undefined {
  return readStored(COMMITTED) ?? readStored(KEPT);
}

async function makeAndKeep(): Promise<StoredTemplate> {
  const { makeTemplate } = await import('./make.ts').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Error(
      'The stack has changed since its template was made, and making it anew needs the packages for development: npm ci, then start again.',
      { cause },
    );
  });
  const made = await makeTemplate();
  writeWhole(KEPT, JSON.stringify(made));
  return made;
}

function readDirectory(directory: string): DirectoryAsset {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  return new Map(paths.map((path) => [relative(directory, path).replaceAll(sep, '/'), readFileSync(path)]));
}
