import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beginCommand } from '../tools/command-line.ts';
import { badgeInReact } from '../web/badge-types.ts';

// `npm run pack:client`: the client as a package that could be published as it is.

const root = join(import.meta.dirname, '..');
const source = join(root, 'web/package');
const compiler = join(root, 'node_modules/typescript-native/bin/tsc');

/** What the package has in common with the repository. */
const SHARED = ['version', 'license', 'engines'] as const;

/**
 * Writes the tarball of `@onhand/client` into a directory, and answers with its path. Each module
 * stays a file of its own, so that bundlers take what is used and types have one home.
 */
export function packClient(outDirectory: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-pack-'));
  try {
    const dist = join(directory, 'dist');
    execFileSync(process.execPath, [compiler, '-p', source, '--noEmit', 'false', '--outDir', dist], { stdio: ['ignore', 2, 2] });
    writeFileSync(join(dist, 'web/badge/react.d.ts'), badgeInReact('./elements.js'));
    for (const file of globSync('**/*.d.ts', { cwd: dist })) nameScripts(join(dist, file));
    writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
    cpSync(join(source, 'README.md'), join(directory, 'README.md'));
    cpSync(join(root, 'LICENSE'), join(directory, 'LICENSE'));
    mkdirSync(outDirectory, { recursive: true });
    const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', resolve(outDirectory)], { cwd: directory });
    const [{ filename }] = JSON.parse(packed.toString()) as [{ filename: string }];
    return join(outDirectory, filename);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function manifest(): object {
  const [{ name, ...own }, shared] = [readManifest(source), readManifest(root)];
  return { name, ...Object.fromEntries(SHARED.map((field) => [field, shared[field]])), ...own };
}

function readManifest(directory: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Record<string, unknown>;
}

/** The compiler names scripts by `.js` in scripts, but by `.ts` in declarations. */
function nameScripts(declarations: string): void {
  const text = readFileSync(declarations, 'utf8');
  writeFileSync(declarations, text.replace(/(['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'));
}

if (import.meta.main) {
  const { values } = beginCommand({
    usage: 'npm run pack:client -- [options]',
    about: 'Makes the package @onhand/client, a tarball that could be published as it is.',
    options: { out: { type: 'string', value: 'DIRECTORY', default: 'build', help: 'where it is written' } },
  });
  process.stdout.write(`${packClient(values.out)}\n`);
}
