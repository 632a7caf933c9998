import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

// AWS cannot be reached from here: CloudFormation and S3 are a server of the test's own, and `cdk` and `npm` write down how they were called.

const NAMES = [
  ...[
    'GraphqlUrl',
    'RealtimeUrl',
    'ApiKey',
    'UserPoolId',
    'UserPoolClientId',
    'CheckoutPolicyArn',
    'CataloguePolicyArn',
    'ReturnsPolicyArn',
  ],
  ...['InventoryTable', 'ReservationsTable', 'RequestsTable', 'MovementsTable', 'FailuresBucket', 'ChangeFeedFunction'],
  ...['CheckThresholdsFunction', 'AuditFunction', 'AlertsTopicArn', 'ReportsBucket', 'SiteUrl', 'SignInAuthority', 'LogoutUrl'],
];
/** Outputs that are more than a text. */
const VALUES = { Region: 'eu-west-2', SiteBucket: 'the-site-bucket', PublicCountCap: '5', SiteWebAclArn: 'arn:the-firewall' };

let directory: string;
let server: Server;
/** Names of the stacks that are there. */
let stacks: string[];
/** Paths of what was uploaded. */
let uploaded: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'onhand-deploy-'));
  mkdirSync(join(directory, 'bin'));
  for (const name of ['cdk', 'npm']) {
    const file = join(directory, 'bin', name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${directory}/calls"\n[ "$1" != "$FAIL" ]\n`);
    chmodSync(file, 0o755);
  }
  stacks = ['CDKToolkit', 'Onhand-test', 'Onhand-prod', 'Onhand-prod-Edge'];
  uploaded = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method === 'PUT') {
        uploaded.push((request.url ?? '').replace(/\?.*/, ''));
        response.end();
        return;
      }
      const name = new URLSearchParams(body).get('StackName') ?? '';
      response
        .writeHead(stacks.includes(name) ? 200 : 400, { 'content-type': 'text/xml' })
        .end(stacks.includes(name) ? described(name) : unknown(name));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

function described(name: string): string {
  const values = { ...Object.fromEntries(NAMES.map((key) => [key, `the ${key}`])), ...VALUES };
  const outputs = Object.entries(values)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('');
  const stack = `<member><StackName>${name}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member>`;
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function unknown(name: string): string {
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;
}

/** Runs a script as its npm command does, with nobody at the terminal. */
async function run(script: string, args: string[], environment: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const env = {
    PATH: `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: directory,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ...environment,
  };
  const child = spawn(process.execPath, [join(process.cwd(), 'scripts', script), ...args], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  const calls = join(directory, 'calls');
  return { status, said, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [] };
}

describe('npm run deploy', { timeout: 60_000 }, () => {
  test('builds, shows what changes, deploys, and writes what a client needs for its owner only', async () => {
    const { status, said, calls } = await run('deploy.ts', ['--stage', 'test', '--context', 'publicCountCap=5']);
    expect({ status, said }).toMatchObject({ status: 0 });
    const context = '--context stage=test --context publicCountCap=5';
    expect(calls).toEqual([
      'npm run build',
      `cdk diff Onhand-test ${context}`,
      `cdk deploy Onhand-test --require-approval never ${context}`,
    ]);
    const file = join(directory, '.local/stack.test.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      graphqlUrl: 'the GraphqlUrl',
      tables: { movements: 'the MovementsTable' },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(uploaded).toEqual(expect.arrayContaining(['/the-site-bucket/config.json', '/the-site-bucket/inventory-widget.js']));
    expect(uploaded.at(-1)).toMatch(/\.html$/);
  });

  test('refuses to change production when nobody confirms', async () => {
    const { status, said, calls } = await run('deploy.ts', ['--stage', 'prod']);
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(said).toContain('say --yes');
  });

  test('deploys production with --yes, the firewall of its site first', async () => {
    const { status, calls } = await run('deploy.ts', ['--stage', 'prod', '--yes']);
    const context = '--context stage=prod';
    const firewall = '--context siteWebAclArn=arn:the-firewall';
    expect({ status, calls }).toEqual({
      status: 0,
      calls: [
        'npm run build',
        `cdk diff Onhand-prod-Edge ${context}`,
        `cdk diff Onhand-prod ${context} ${firewall}`,
        `cdk deploy Onhand-prod-Edge --require-approval never ${context}`,
        `cdk deploy Onhand-prod --require-approval never ${context} ${firewall}`,
      ],
    });
  });

  test.each([
    ['no stage', [], {}, 'Say --stage NAME'],
    ['a wrong setting', ['--stage', 'test', '--context', 'apiKeyDays=1'], {}, 'Setting apiKeyDays is "1"'],
    ['context without a value', ['--stage', 'test', '--context', 'waf'], {}, 'must be NAME=VALUE'],
    ['no region', ['--stage', 'test'], { AWS_REGION: '' }, 'No AWS region is set'],
  ])('says what is wrong with %s and builds nothing', async (_, args, environment, sentence) => {
    const { status, said, calls } = await run('deploy.ts', args, environment);
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(said).toContain(sentence);
  });

  test('says how to set CDK up where it never was', async () => {
    stacks = [];
    expect((await run('deploy.ts', ['--stage', 'test'])).said).toContain('npx cdk bootstrap');
  });

  test('deploys nothing after a diff that failed', async () => {
    const { status, calls } = await run('deploy.ts', ['--stage', 'test'], { FAIL: 'diff' });
    expect(status).toBe(1);
    expect(calls.filter((call) => call.startsWith('cdk deploy'))).toEqual([]);
  });
});

describe('npm run destroy', { timeout: 60_000 }, () => {
  test('takes a test stage away and says how to remove the bucket that stays', async () => {
    const { status, said, calls } = await run('destroy.ts', ['--stage', 'test']);
    expect({ status, calls }).toEqual({ status: 0, calls: ['cdk destroy Onhand-test --force --context stage=test'] });
    expect(said).toContain('aws s3 rb --force s3://the FailuresBucket');
  });

  test('refuses production', async () => {
    const { status, said, calls } = await run('destroy.ts', ['--stage', 'prod']);
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(said).toContain('is production');
  });

  test('says so where there is no such stage', async () => {
    expect((await run('destroy.ts', ['--stage', 'dev'])).said).toContain('There is no stage dev');
  });
});
