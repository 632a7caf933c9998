// Sets up what is missing. Runs before anything is installed, so it needs nothing but Node 20. Says
// nothing when there is nothing to do.
//
//   node scripts/setup.mjs                          the npm packages that running the stack needs
//   node scripts/setup.mjs --all                    all npm packages
//   node scripts/setup.mjs --tests                  these, Java, a browser, curl, jq and Python
//   node scripts/setup.mjs --engine dynamodb-local  all npm packages and a Java runtime
//
// Other options are those of the command that comes next, and none of its business.
import { readFileSync, writeFileSync } from 'node:fs';
import util from 'node:util';
import { SetupError } from './setup/run.mjs';

const MIN_NODE = 20;

try {
  checkNode();
  // They need what older versions of Node have not, and those would refuse this file before it can
  // say so.
  const [{ ensurePackages, STAMP }, { ensureBrowser, ensureExamplePrograms, ensureJava }] = await Promise.all([
    import('./setup/packages.mjs'),
    import('./setup/programs.mjs'),
  ]);
  const { tests, all, java } = wanted();
  const done = readStamp(STAMP);
  const packages = ensurePackages(done.packages, { all });
  const found = { packages, java: java ? ensureJava(done.java) : done.java };
  if (tests) {
    ensureBrowser();
    ensureExamplePrograms();
  }
  if (JSON.stringify(found) !== JSON.stringify(done)) writeStamp(STAMP, found);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function wanted() {
  const options = { tests: { type: 'boolean' }, all: { type: 'boolean' }, engine: { type: 'string' } };
  const { values } = util.parseArgs({ options, strict: false, allowPositionals: true });
  // Only its own DynamoDB Local needs the package with it, and Java; another one may run anywhere.
  const emulator = values.engine === 'dynamodb-local' && !process.env.DYNAMODB_ENDPOINT;
  const tests = values.tests === true;
  return { tests, all: tests || emulator || values.all === true, java: (tests || emulator) && !process.env.DYNAMODB_ENDPOINT };
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < MIN_NODE)
    throw new SetupError(`Onhand needs Node.js ${MIN_NODE} or newer; this is ${process.versions.node}. See https://nodejs.org.`);
}

/** What the last run found in order; nothing when packages were installed again since. */
function readStamp(stamp) {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Only saves the next run some time: neither a checkout that belongs to somebody else nor a full
 * disk is a failure.
 */
function writeStamp(stamp, found) {
  try {
    writeFileSync(stamp, JSON.stringify(found));
  } catch (error) {
    if (!['EACCES', 'EROFS', 'ENOSPC'].includes(error.code)) throw error;
  }
}
