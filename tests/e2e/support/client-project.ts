import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packClient } from '../../../scripts/pack-client.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** What a Vite project with React has beside the client, by its name and where this one has it. */
const PACKAGES = {
  react: 'react',
  'react-dom': 'react-dom',
  '@types/react': '@types/react',
  '@types/react-dom': '@types/react-dom',
  '@types/node': '@types/node',
  '@vitejs/plugin-react': '@vitejs/plugin-react',
  typescript: 'typescript-native',
  vite: 'vite',
};

/** Somebody's project, outside of this one, with `@onhand/client` installed from its tarball. */
export interface ClientProject {
  write: (file: string, content: string) => void;
  /** Runs a script with Node, and answers with what it printed. Its failure has that too. */
  node: (script: string, ...args: string[]) => Promise<string>;
  path: (file: string) => string;
  remove: () => void;
}

/** Packs and installs without the network: the client needs no other package. */
export async function clientProject(): Promise<ClientProject> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-project-'));
  const path = (file: string) => join(directory, file);
  const write: ClientProject['write'] = (file, content) => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), content);
  };
  write('package.json', '{ "private": true, "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packClient(directory)], { cwd: directory });
  for (const [name, from] of Object.entries(PACKAGES)) {
    mkdirSync(dirname(path(`node_modules/${name}`)), { recursive: true });
    symlinkSync(join(root, 'node_modules', from), path(`node_modules/${name}`));
  }
  return {
    write,
    path,
    async node(script, ...args) {
      const { stdout } = await run(join(root, 'node_modules/.bin/node'), [script, ...args], { cwd: directory }).catch(
        (failure: unknown) => {
          const { stdout: said = '', stderr = '' } = failure as { stdout?: string; stderr?: string };
          throw new Error(`${script} failed: ${said}${stderr}`, { cause: failure });
        },
      );
      return stdout;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The files that the README of the package shows, by their names. */
export function shownFiles(): Record<string, string> {
  const readme = readFileSync(join(root, 'web/package/README.md'), 'utf8');
  const blocks = readme.matchAll(/<!-- file: (\S+) -->\n\n```\w+\n([\s\S]*?)```/g);
  return Object.fromEntries(Array.from(blocks, ([, file = '', code = '']) => [file, code]));
}
