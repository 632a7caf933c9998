import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Each command as a process of its own, called as people call it by mistake.

/** Commands that take a file, and the one that they are called with. */
const FILES: Readonly<Record<string, string>> = { 'scripts/import.ts': 'counts.csv', 'scripts/export.ts': 'levels.csv' };
const STAGE_COMMANDS = [
  ...['scripts/audit.ts', 'scripts/redrive.ts', 'scripts/replay.ts', 'scripts/conformance.ts'],
  ...Object.keys(FILES),
];
const AWS_COMMANDS = ['scripts/deploy.ts', 'scripts/destroy.ts'];
const BENCHES = ['bench/performance/run.ts', 'bench/panel/run.ts', 'bench/contention.ts', 'bench/expiry.ts', 'bench/alerts.ts'];
const COMMANDS = ['local/main.ts', 'scripts/costs.ts', ...STAGE_COMMANDS, ...AWS_COMMANDS, ...BENCHES];
/** Nobody, as far as the system knows. */
const NOBODY = 65_534;

const directory = mkdtempSync(join(tmpdir(), 'onhand-test-'));
const place = (name: string) => join(directory, name);
const fileOf = (program: string) => (FILES[program] === undefined ? [] : [place(FILES[program])]);

beforeAll(async () => {
  // Others have to come in, too.
  chmodSync(directory, 0o755);
  writeFileSync(place('text'), 'not JSON');
  writeFileSync(place('counts.csv'), 'productId,warehouseId,stockCount\nlamp,LONDON,7\n');
  writeFileSync(place('other.json'), '{"name":"onhand"}');
  writeFileSync(place('nothing.json'), 'null');
  writeFileSync(place('gone.json'), JSON.stringify(stageAt(`http://127.0.0.1:${await freePort()}`)));
  writeFileSync(place('mixed.json'), JSON.stringify(stageAt('http://127.0.0.1:1', 'http://127.0.0.1:1/realtime')));
  mkdirSync(place('closed'), { mode: 0o555 });
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The file of a stage that is gone. */
function stageAt(origin: string, realtimeUrl = `${origin.replace('http', 'ws')}/realtime`) {
  const key = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  return {
    ...{ graphqlUrl: `${origin}/graphql`, realtimeUrl, region: 'eu-west-2', dynamodbEndpoint: origin },
    ...{
      tokens: { admin: 'token', viewer: 'token' },
      functions: { audit: 'audit' },
      failures: { bucket: 'failures' },
      credentials: { checkout: key, catalogue: key, returns: key },
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface Called {
  environment?: Record<string, string>;
  /** Where its output goes. */
  output?: string;
  user?: number;
}

/** Runs a program of the repository and answers what it said and how it ended. */
async function call(program: string, args: readonly string[], { environment = {}, output, user }: Called = {}) {
  const { PATH = '', HOME = '' } = process.env;
  // Without the credentials that whoever runs the tests may have.
  const env = { PATH, HOME: user === undefined ? place('home') : HOME, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  const written = output === undefined ? 'pipe' : openSync(output, 'w');
  const child = spawn('node_modules/.bin/node', [program, ...args], {
    stdio: ['ignore', written, 'pipe'],
    env,
    ...(user !== undefined && { uid: user, gid: user }),
  });
  const said = { out: '', error: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.error += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (typeof written === 'number') closeSync(written);
  return { code, ...said };
}

/** Expects one sentence, and nothing that only who wrote the program understands. */
function expectSentence({ code, error }: { code: number | null; error: string }, wanted: { code: number; sentence: string }): void {
  expect(error).toContain(wanted.sentence);
  expect(code).toBe(wanted.code);
  expect(error).not.toMatch(/^ {4}at /m);
  expect(error).not.toMatch(/\bE[A-Z]{4,}\b|ERR_|node:/);
}

describe.concurrent.each(COMMANDS)('%s', (program) => {
  it('says how it is called', async () => {
    const { code, out, error } = await call(program, ['--help']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/^ {2}npm (run [a-z:]+|start)( |$)/m);
    expect(out).toContain('--help');
  });

  it.each([
    ['an option that it does not have', '--sttack=x', 'There is no option --sttack.'],
    ['an argument that nobody asks for', 'other.json', 'other.json'],
  ])('refuses %s', async (_what, argument, sentence) => {
    expectSentence(await call(program, [...fileOf(program), argument]), { code: 2, sentence });
  });
});

describe.concurrent.each(STAGE_COMMANDS)('%s', (program) => {
  it.each([
    ['is not there', 'nowhere.json', 'There is no '],
    ['is a directory', 'closed', 'closed is a directory, and a file is needed.'],
    ['is below a file', 'text/stack.json', 'a part of that path is a file and no directory.'],
    ['is no JSON', 'text', 'text cannot be read as JSON'],
    ['is of something else', 'other.json', 'it has no graphqlUrl.'],
    ['is empty JSON', 'nothing.json', 'it has no graphqlUrl.'],
    ['has an address of another kind', 'mixed.json', 'mixed.json: realtimeUrl "http://127.0.0.1:1/realtime" does not begin with wss://'],
    ['is of a stage that is gone', 'gone.json', '127.0.0.1:'],
  ])("says that a stage's file %s", async (_what, file, sentence) => {
    expectSentence(await call(program, ['--stack', place(file), ...fileOf(program)]), { code: 1, sentence });
  });
});

describe.concurrent('a file of counts', () => {
  it.each([
    ['is not there', 'nowhere.csv', 'There is no '],
    ['is a directory', 'closed', 'closed is a directory, and a file is needed.'],
  ])('that %s is named', async (_what, file, sentence) => {
    expectSentence(await call('scripts/import.ts', [place(file), '--stack', place('gone.json')]), { code: 1, sentence });
  });
});

describe.concurrent('without credentials', () => {
  const environment = { AWS_REGION: 'eu-west-2', AWS_SHARED_CREDENTIALS_FILE: '/nowhere', AWS_CONFIG_FILE: '/nowhere' };
  it.each([
    ['scripts/audit.ts', '--function', 'audit'],
    ['scripts/redrive.ts', '--bucket', 'failures'],
    ['scripts/deploy.ts', '--stage', 'test'],
    ['scripts/destroy.ts', '--stage', 'test'],
  ])('%s says where it looked for them', async (program, ...args) => {
    expectSentence(await call(program, args, { environment }), { code: 1, sentence: 'AWS_PROFILE' });
  });

  it.each([
    ['scripts/audit.ts', '--function', 'audit'],
    ['scripts/redrive.ts', '--bucket', 'failures'],
  ])('and a region %s says how to name one', async (program, ...args) => {
    expectSentence(await call(program, args, { environment: { ...environment, AWS_REGION: '' } }), { code: 1, sentence: 'AWS_REGION' });
  });
});

describe.concurrent('a start', () => {
  it.each([
    ['that is a file', 'text', 'a part of that path is a file and no directory.'],
    ['below a file', 'text/data', 'cannot be made.'],
  ])('in a directory %s is refused', async (_what, name, sentence) => {
    expectSentence(await call('local/main.ts', ['--port', '0', '--dir', place(name)]), { code: 1, sentence });
  });

  it('in a directory that may not be written is refused', async () => {
    // Root may write everywhere.
    const user = process.getuid?.() === 0 ? NOBODY : undefined;
    const called = { ...(user !== undefined && { user }) };
    const refused = await call('local/main.ts', ['--port', '0', '--memory', '--dir', place('closed')], called);
    expectSentence(refused, { code: 1, sentence: 'its permissions do not allow it.' });
    const deeper = await call('local/main.ts', ['--port', '0', '--dir', place('closed/data')], called);
    expectSentence(deeper, { code: 1, sentence: 'cannot be made.' });
  });
});

describe.concurrent('a full disk', () => {
  it('that takes the output of a command ends it with a sentence', async () => {
    expectSentence(await call('scripts/costs.ts', [], { output: '/dev/full' }), { code: 1, sentence: 'no room left on the disk' });
  });

  it('is found before a measurement begins whose figures it would not take', async () => {
    const measured = await call('bench/performance/run.ts', ['--json', '/dev/full']);
    expectSentence(measured, { code: 1, sentence: 'There is no room left on the disk' });
  });
});

describe('what the documents ask people to type', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

  it.each(Object.entries(scripts).filter(([, command]) => command.includes('.ts')))(
    'runs the Node of the project, whatever the shell has, once it is there: %s',
    (_name, command) => {
      const [first = '', ...then] = command.replace(/^exec sh -c '(.*)' start$/, '$1').split(' && ');
      expect(first).toMatch(/^node scripts\/setup\.mjs\b/);
      for (const step of then) expect(step).not.toMatch(/^(exec )?node /);
    },
  );
});
