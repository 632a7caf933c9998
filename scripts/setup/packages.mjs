// The packages of package-lock.json: `dependencies` are what running the stack needs,
// `devDependencies` the rest.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { checkNodeBinary } from './node-binary.mjs';
import { ROOT, say, SetupError, succeeds } from './run.mjs';

const MODULES = join(ROOT, 'node_modules');
const LOCK = join(ROOT, 'package-lock.json');
const NODE = join(MODULES, '.bin', 'node');

/** Gone with the packages that it tells of, whenever npm installs them anew. */
export const STAMP = join(MODULES, '.onhand-setup.json');

/** Megabytes on the disk, rounded up, for the message when there is no room for them. */
const SIZES = { run: 450, all: 1_000 };
const MEGABYTE = 2 ** 20;

/**
 * Installs what is missing of the packages that run the stack, or of all. Where all were installed,
 * all are again after a change of the lock file: nobody who develops loses his tools to a start.
 * Answers with what is there now; `known` is what it answered last.
 */
export function ensurePackages(known, { all }) {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  const enough = (kind) => kind === 'all' || (kind === 'run' && !all);
  if (known?.lock === lock && enough(known.kind)) return known;
  const { there, kind } = installed();
  if (enough(kind)) {
    checkNodeBinary(NODE);
    return { lock, kind };
  }
  const wanted = all || known?.kind === 'all' || there.has('node_modules/vitest') ? 'all' : 'run';
  install(wanted);
  return { lock, kind: wanted };
}

/** What is there, also where somebody else, for example `npm ci` by hand, installed it. */
function installed() {
  const path = join(MODULES, '.package-lock.json');
  const there = new Map(existsSync(path) && existsSync(NODE) ? Object.entries(readPackages(path)) : []);
  const lacks = ([name, { version, optional, devOptional }]) =>
    name !== '' && !optional && !devOptional && there.get(name)?.version !== version;
  const missing = Object.entries(readPackages(LOCK)).filter(lacks);
  if (missing.length === 0) return { there, kind: 'all' };
  return { there, kind: missing.every(([, { dev }]) => dev) ? 'run' : 'none' };
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return {};
  }
}

function install(kind) {
  say(kind === 'all' ? 'Installing all npm packages (npm ci) ...' : 'Installing npm packages (npm ci) ...');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(kind === 'all' ? ['--include=dev'] : ['--omit=dev'])];
  if (!succeeds(npm(...args, '--prefer-offline'))) {
    refuseFullDisk(kind);
    // What npm knows of a package may be too old to have the version; the second attempt asks the
    // registry for all.
    if (!succeeds(npm(...args)))
      throw new SetupError('npm ci failed. It needs the network, or a filled npm cache; its own message is above.');
  }
  checkNodeBinary(NODE);
  if (runs(NODE)) return;
  // The package `node` fetches its binary in an install script; npm can be configured not to run
  // those.
  if (!succeeds(npm('rebuild', 'node', 'esbuild', '--ignore-scripts=false')))
    throw new SetupError('The install scripts of the packages node and esbuild failed; their message is above.');
  checkNodeBinary(NODE);
  if (!runs(NODE))
    throw new SetupError('npm did not run the install scripts of node and esbuild. Allow them (npm config ignore-scripts) and try again.');
}

/** npm has taken away by now what it could not finish. */
function refuseFullDisk(kind) {
  const { bavail, bsize } = statfsSync(ROOT);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  if (free >= SIZES[kind]) return;
  throw new SetupError(
    `npm ci failed, and the disk is full: packages need ${SIZES[kind]} MB, and ${free} MB are free. Make room and try again.`,
  );
}

function runs(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The npm that called us, else the one in PATH. */
function npm(...args) {
  const caller = process.env.npm_execpath;
  return caller?.endsWith('.js') ? [process.execPath, caller, ...args] : ['npm', ...args];
}
