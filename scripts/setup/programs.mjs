// Programs that npm has not: a Java runtime for DynamoDB Local, a browser for the browser tests,
// curl, jq and Python for the documents' examples.
import { spawnSync } from 'node:child_process';
import { findOnPath, isExecutable, say, SetupError, succeeds } from './run.mjs';

const MIN_JAVA = 11;
/**
 * In this order: the first is not in every release, the second always is some version that is new
 * enough.
 */
const JAVA_PACKAGES = ['openjdk-17-jre-headless', 'default-jre-headless'];
const JAVA_WANTED = `DynamoDB Local needs a Java runtime, version ${MIN_JAVA} or newer.`;

/** Where Debian puts it, and tests/e2e looks for it. */
const CHROMIUM = '/usr/bin/chromium';

/** The programs and their packages have the same names in Debian. */
const EXAMPLE_PROGRAMS = ['curl', 'jq', 'python3'];

/** Debian's package of what Python signs with, and the Python that finds it there. */
const BOTOCORE = 'python3-botocore';
const PYTHONS = ['python3', '/usr/bin/python3'];

/**
 * Answers with the path of a Java runtime that is new enough; installs one where it can. `known` is
 * what it answered last.
 */
export function ensureJava(known) {
  const java = findOnPath('java');
  // Asking Java for its version takes longer than everything else here.
  if (java && java === known) return java;
  if (java && javaVersion(java) >= MIN_JAVA) return java;
  installJava(java ? ` The one at ${java} is too old.` : '');
  const installed = findOnPath('java');
  if (!installed || javaVersion(installed) < MIN_JAVA)
    throw new SetupError(`${JAVA_WANTED} One was installed, but it is not the first in PATH.`);
  return installed;
}

function javaVersion(java) {
  const { stderr = '' } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(stderr ?? '') ?? [];
  return Number(first === '1' ? second : (first ?? 0));
}

function installJava(why) {
  if (!canInstall()) throw new SetupError(`${JAVA_WANTED}${why} ${javaAdvice()}`);
  say('Installing a Java runtime (apt-get) ...');
  apt('update');
  if (JAVA_PACKAGES.some((name) => apt('install', '-y', '--no-install-recommends', name))) return;
  throw new SetupError(
    `${JAVA_WANTED} apt-get could not install one; its message is above. Without a network, install ${JAVA_PACKAGES[0]} by hand.`,
  );
}

function javaAdvice() {
  if (findOnPath('apt-get')) return `Install it with: sudo apt-get install ${JAVA_PACKAGES[0]}`;
  if (process.platform === 'darwin') return 'Install it with: brew install openjdk@17 (and follow what brew says about PATH)';
  if (findOnPath('dnf')) return 'Install it with: sudo dnf install java-17-openjdk-headless';
  if (findOnPath('apk')) return 'Install it with: apk add openjdk17-jre-headless';
  return 'Install one from https://adoptium.net and put it in PATH.';
}

/** Installs Debian's Chromium for the browser tests where it can and there is none. */
export function ensureBrowser() {
  const path = process.env.CHROMIUM_PATH ?? CHROMIUM;
  if (isExecutable(path)) return;
  const wanted = `The browser tests need Chromium, and there is none at ${path}.`;
  const advice = 'Install it (Debian: sudo apt-get install chromium), or name another in CHROMIUM_PATH.';
  if (process.env.CHROMIUM_PATH !== undefined || !canInstall()) throw new SetupError(`${wanted} ${advice}`);
  say('Installing Chromium (apt-get) ...');
  apt('update');
  if (apt('install', '-y', '--no-install-recommends', 'chromium') && isExecutable(path)) return;
  throw new SetupError(`${wanted} apt-get could not install it; its message is above. ${advice}`);
}

/**
 * Installs what the documents' examples for other clients are run with, where it can; without one
 * its test is skipped and says so, but on CI fails.
 */
export function ensureExamplePrograms() {
  const missing = EXAMPLE_PROGRAMS.filter((name) => !findOnPath(name));
  if (!PYTHONS.some(hasBotocore)) missing.push(BOTOCORE);
  if (missing.length === 0 || !canInstall()) return;
  say(`Installing ${missing.join(', ')} (apt-get) ...`);
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...missing);
}

function hasBotocore(python) {
  return spawnSync(python, ['-c', 'import botocore'], { stdio: 'ignore' }).status === 0;
}

function canInstall() {
  return findOnPath('apt-get') && process.getuid?.() === 0;
}

function apt(...args) {
  return succeeds(['apt-get', '-q', ...args], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' });
}
