import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

// `npm run types`: every file that somebody writes has the types of the place where it runs. The
// compiler is the native one (TypeScript 7), which takes a third of the time; `typescript` itself
// stays the version that the linter and the local stack can load as a library.

const root = join(import.meta.dirname, '..');
const compiler = join(root, 'node_modules/typescript-native/bin/tsc');

/** Directories with a tsconfig.json. */
const PROJECTS = ['.', 'domain', 'resolvers', 'web/admin', 'web/badge', 'web/package', 'web/shop', 'tests/e2e', 'bench/panel'];

const failed = PROJECTS.filter(
  (project) => spawnSync(process.execPath, [compiler, '-p', project], { cwd: root, stdio: 'inherit' }).status !== 0,
);
if (failed.length > 0) {
  process.stderr.write(`The types do not hold in ${failed.join(', ')}.\n`);
  process.exitCode = 1;
}
