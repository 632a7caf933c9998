import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildClient } from '../../../web/client/build.ts';
import type { StockLevel } from '../../../web/client/main.ts';
import { callersOf } from '../../support/client.ts';
import { aLevel, keyOf, newId } from '../../support/fixtures.ts';
import { adjustStock } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { programOf } from '../../support/programs.ts';
import { isLocal, useStack } from '../../support/stack.ts';
import { pause } from '../../support/wait.ts';

const run = promisify(execFile);
const stack = useStack();
const { admin } = callersOf(stack);
const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/clients.md'), 'utf8');

/** Somebody's project, below this one so that packages are found. */
let directory = '';

beforeAll(async () => {
  mkdirSync(join(root, 'build'), { recursive: true });
  directory = mkdtempSync(join(root, 'build/clients-page-'));
  mkdirSync(join(directory, '.local'));
  writeFileSync(join(directory, '.local/stack.json'), JSON.stringify(stack));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  cpSync(join(root, 'schema'), join(directory, 'schema'), { recursive: true });
  await buildClient(directory);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A block of the page, about a product and reservations of this test's own. */
function blockOf(name: string, level: StockLevel): string {
  const [, code] = new RegExp(`<!-- run: ${name} -->\\n\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  if (code === undefined) throw new Error(`docs/clients.md has no block ${name}.`);
  return code.replaceAll('85123A', level.productId).replaceAll(/cart-\d+/g, () => newId('cart'));
}

/** Runs a block as a file, and answers with what it printed. */
async function printed(command: string, file: string, code: string): Promise<string> {
  writeFileSync(join(directory, file), code);
  const { stdout } = await run(command, [file], {
    cwd: directory,
    timeout: 60_000,
    env: { ...process.env, PATH: `${nodeDirectory}:${process.env['PATH'] ?? ''}` },
  });
  return stdout;
}
const nodeDirectory = join(root, 'node_modules/.bin');

test('every block of the page that a program can run is run here', () => {
  const named = Array.from(page.matchAll(/<!-- run: (\S+) -->/g), ([, name]) => name);
  expect(named).toEqual(['curl', 'curl-signed', 'python', 'urql', 'apollo', 'amplify', 'codegen']);
});

test('curl asks with the public key, and reserves with a signature', async (context) => {
  await programOf(context, 'curl', [['curl', '--version']]);
  const level = await aLevel({ stock: 7 });
  expect(JSON.parse(await printed('sh', 'ask.sh', blockOf('curl', level)))).toEqual({
    data: { availabilities: [{ productId: level.productId, availability: { availableCount: 7, status: 'IN_STOCK' } }] },
  });
  expect(JSON.parse(await printed('sh', 'hold.sh', blockOf('curl-signed', level)))).toMatchObject({
    data: { reserveStock: { status: 'ACTIVE' } },
  });
});

test('Python holds with its standard library, and hears why it cannot', async (context) => {
  await programOf(context, 'Python 3', [['python3', '--version']]);
  const level = await aLevel({ stock: 7 });
  const [held, refused] = (await printed('python3', 'hold.py', blockOf('python', level))).trim().split('\n');
  expect(held).toContain("'status': 'ACTIVE'");
  expect(refused).toMatch(/^INSUFFICIENT_STOCK .*'requested': 1000000, 'available': 5/);
});

describe('follows stock and asks for it', () => {
  test.each([['urql'], ['apollo'], ...(isLocal(stack) ? [['amplify']] : [])])('%s', async (name) => {
    const level = await aLevel({ stock: 7 });
    writeFileSync(join(directory, `${name}.js`), blockOf(name, level));
    const program = spawn(join(nodeDirectory, 'node'), [`${name}.js`], { cwd: directory });
    let output = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
    // It ends with the first change that it hears, and nobody says from when on it listens.
    while (program.exitCode === null) {
      await accepted(adjustStock(admin, { adjustmentId: newId('adjustment'), ...keyOf(level), delta: 1, reason: 'RECEIVED' }));
      await Promise.race([ended, pause(500)]);
    }
    expect(await ended, output).toBe(0);
    expect(output).toMatch(new RegExp(`${level.productId}.*availableCount: \\d+.*onAvailabilityChange.*availableCount: \\d+`, 's'));
  });
});

test('types can be made of the two schema files', async () => {
  writeFileSync(join(directory, 'codegen.yml'), blockOf('codegen', await aLevel()));
  await run(join(nodeDirectory, 'graphql-codegen'), ['--config', 'codegen.yml'], { cwd: directory });
  const types = readFileSync(join(directory, 'onhand.ts'), 'utf8');
  expect(types).toContain('export type ProductAvailability = {');
});
