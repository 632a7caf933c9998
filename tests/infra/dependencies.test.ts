import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Lock {
  packages: Record<string, { version?: string; integrity?: string; hasInstallScript?: boolean; inBundle?: boolean }>;
}

const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
const installed = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'));

/** Packages that run something of their own when they are installed; each was looked at. */
const MAY_RUN_WHEN_INSTALLED = ['esbuild', 'node'];

test('every dependency is of one exact version', () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('every package is installed by its checksum', () => {
  // What is inside another package has its checksum.
  const unproven = installed.filter(([, { integrity, inBundle }]) => integrity === undefined && inBundle !== true);
  expect(unproven.map(([path]) => path)).toEqual([]);
});

test('no package runs anything when it is installed but those that were looked at', () => {
  const running = installed
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1) ?? '');
  expect(running.filter((name) => !MAY_RUN_WHEN_INSTALLED.includes(name))).toEqual([]);
});
