// Sets up what is missing: npm packages, a Java runtime and, with --tests, a browser. Runs before anything is installed, so it needs nothing but Node 20.
// Says nothing when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.onhand-setup.json');
const MIN_NODE = 20;
const MIN_JAVA = 11;
/** In this order: the first is not in every release, the second always is some version that is new enough. */
const JAVA_PACKAGES = ['openjdk-17-jre-headless', 'default-jre-headless'];
const JAVA_WANTED = `The database of the local stack, DynamoDB Local, needs a Java runtime, version ${MIN_JAVA} or newer.`;

/** Where Debian puts it, and tests/e2e looks for it. */
const CHROMIUM = '/usr/bin/chromium';

class SetupError extends Error {}

try {
  checkNode();
  const done = readStamp();
  const lock = ensurePackages(done.lock);
  const java = ensureJava(done.java);
  if (process.argv.includes('--tests')) ensureBrowser();
  if (lock !== done.lock || java !== done.java) writeStamp({ lock, java });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MIN_NODE)
    throw new SetupError(`Onhand needs Node.js ${MIN_NODE} or newer; this is ${process.versions.node}. See https://nodejs.org.`);
}

/** What the last run found in order; nothing when packages were installed again since. */
function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return {};
  }
}

/** Only saves the next run some time, so a checkout that belongs to somebody else is no failure. */
function writeStamp(found) {
  try {
    writeFileSync(STAMP, JSON.stringify(found));
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
  }
}

/** Installs the packages of package-lock.json unless they are there. Returns what identifies the lock file. */
function ensurePackages(lockDone) {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (lock === lockDone || packagesMatch()) return lock;
  say('Installing npm packages (npm ci) ...');
  run(
    npm('ci', '--no-audit', '--no-fund', '--loglevel=error'),
    'npm ci failed. It needs the network, or a filled npm cache; its own message is above.',
  );
  if (!runs(join(MODULES, '.bin', 'node'))) {
    // The package `node` fetches its binary in an install script; npm can be configured not to run those.
    run(
      npm('rebuild', 'node', 'esbuild', '--ignore-scripts=false'),
      'The install scripts of the packages node and esbuild failed; their message is above.',
    );
  }
  if (!runs(join(MODULES, '.bin', 'node')))
    throw new SetupError('npm did not run the install scripts of node and esbuild. Allow them (npm config ignore-scripts) and try again.');
  return lock;
}

/** Whether somebody else, for example `npm ci` by hand, installed what the lock file asks for. */
function packagesMatch() {
  const installed = join(MODULES, '.package-lock.json');
  if (!existsSync(installed) || !existsSync(join(MODULES, '.bin', 'node'))) return false;
  const there = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages);
  return wanted.every(
    ([path, { version, optional, devOptional }]) => path === '' || optional || devOptional || there[path]?.version === version,
  );
}

/** Returns the path of a Java runtime that is new enough; installs one where it can. */
function ensureJava(javaDone) {
  if (process.env.DYNAMODB_ENDPOINT) return javaDone;
  const java = findOnPath('java');
  // Asking Java for its version takes longer than everything else here.
  if (java && java === javaDone) return java;
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
  const canInstall = findOnPath('apt-get') && process.getuid?.() === 0;
  if (!canInstall) throw new SetupError(`${JAVA_WANTED}${why} ${javaAdvice()}`);
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
function ensureBrowser() {
  const path = process.env.CHROMIUM_PATH ?? CHROMIUM;
  if (isExecutable(path)) return;
  const wanted = `The browser tests need Chromium, and there is none at ${path}.`;
  const advice = 'Install it (Debian: sudo apt-get install chromium), or name another in CHROMIUM_PATH.';
  const canInstall = process.env.CHROMIUM_PATH === undefined && findOnPath('apt-get') && process.getuid?.() === 0;
  if (!canInstall) throw new SetupError(`${wanted} ${advice}`);
  say('Installing Chromium (apt-get) ...');
  apt('update');
  if (apt('install', '-y', '--no-install-recommends', 'chromium') && isExecutable(path)) return;
  throw new SetupError(`${wanted} apt-get could not install it; its message is above. ${advice}`);
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0;
}

function findOnPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function runs(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The npm that called us, else the one in PATH. */
function npm(...args) {
  const caller = process.env.npm_execpath;
  return caller?.endsWith('.js') ? [process.execPath, caller, ...args] : ['npm', ...args];
}

function run([command, ...args], failure) {
  if (spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0) throw new SetupError(failure);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
