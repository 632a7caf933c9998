import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextOf, givenSettings, readSettings } from '../../infra/settings.ts';

// AWS cannot be reached from here: CloudFormation and S3 are a server of the tests' own, and `npm`
// and `cdk` write down how they were called. `cdk` does to the stacks of that server what the CDK
// command line does, in its order: take a failed creation away, turn protection on or off, and only
// then let CloudFormation work.

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
const VALUES = { BackEndRoles: '{}', Region: 'eu-west-2', PublicCountCap: '5', SiteWebAclArn: 'arn:aws:wafv2:us-east-1:1:edge' };
const CREATION_FAILED = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'REVIEW_IN_PROGRESS'];

/** A stack of the fake CloudFormation. */
export interface FakeStack {
  status: string;
  protected: boolean;
  settings: Record<string, string>;
  outputs: Record<string, string>;
  resources: { type: string; id: string; status: string }[];
}

/** AWS as a deploy meets it. */
export class FakeAws {
  /** By name. */
  readonly stacks = new Map<string, FakeStack>();
  /** Stacks that are gone, with what CloudFormation has left standing. */
  readonly deleted: { name: string; resources: FakeStack['resources'] }[] = [];
  /** Keys by bucket. */
  readonly buckets = new Map<string, string[]>();
  /** Paths of what was uploaded. */
  readonly uploaded: string[] = [];
  /** Let the next creation of a stack fail. */
  failsToCreate = false;
  /** A key that somebody writes to a bucket while its stack is being deleted. */
  writtenLate: string | undefined;
  readonly directory = mkdtempSync(join(tmpdir(), 'onhand-deploy-'));
  private readonly server: Server = createServer((request, response) => {
    void text(request).then((body) => this.answer(request.method ?? '', request.url ?? '', body, response));
  });

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = this.server.address() as AddressInfo;
    mkdirSync(join(this.directory, 'bin'));
    const calls = join(this.directory, 'calls');
    this.program('npm', `echo "npm $*" >> "${calls}"\n[ "$1" != "$FAIL" ]\n`);
    const tell = `fetch('http://127.0.0.1:${port}/cdk',{method:'POST',body:JSON.stringify(process.argv.slice(1))}).then(({ok})=>process.exit(ok?0:1))`;
    this.program('cdk', `echo "cdk $*" >> "${calls}"\n[ "$1" != "$FAIL" ] && exec "${process.execPath}" -e "${tell}" -- "$@"\n`);
  }

  stop(): void {
    this.server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Adds a stack that stands, with these settings given. */
  add(name: string, settings: Record<string, string> = {}, more: Partial<FakeStack> = {}): void {
    const outputs = {
      ...Object.fromEntries(NAMES.map((key) => [key, `the ${key}`])),
      ...VALUES,
      Settings: JSON.stringify(givenSettings(contextOf(settings))),
    };
    const site = readSettings(contextOf(settings)).site ? { SiteBucket: 'the-site-bucket' } : {};
    const resources = [{ type: 'AWS::S3::Bucket', id: 'the-site-bucket', status: 'CREATE_COMPLETE' }];
    this.stacks.set(name, { status: 'CREATE_COMPLETE', protected: false, settings, outputs: { ...outputs, ...site }, resources, ...more });
  }

  /** Runs a script as its npm command does, with nobody at the terminal. */
  async run(script: string, args: string[], environment: Record<string, string> = {}) {
    const { port } = this.server.address() as AddressInfo;
    const env = {
      PATH: `${join(this.directory, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: this.directory,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      ...environment,
    };
    const child = spawn(process.execPath, [join(process.cwd(), 'scripts', script), ...args], {
      cwd: this.directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    const calls = join(this.directory, 'calls');
    return { status, said, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [] };
  }

  private program(name: string, script: string): void {
    const file = join(this.directory, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}`);
    chmodSync(file, 0o755);
  }

  private answer(method: string, url: string, body: string, response: ServerResponse): void {
    if (url === '/cdk') response.writeHead(this.cdk(JSON.parse(body) as string[]) ? 200 : 500).end();
    else if (method === 'PUT') {
      this.uploaded.push(url.replace(/\?.*/, ''));
      response.end();
    } else if (/^\/[^?]+/.test(url)) response.writeHead(200, { 'content-type': 'application/xml' }).end(this.s3(url, body));
    else {
      const answered = this.cloudFormation(new URLSearchParams(body));
      response.writeHead(answered.startsWith('<ErrorResponse') ? 400 : 200, { 'content-type': 'text/xml' }).end(answered);
    }
  }

  /** What the CDK command line does. Answers whether it succeeds. */
  private cdk([command = '', name = '', ...rest]: string[]): boolean {
    const pairs = rest.filter((arg) => arg.includes('=')).map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]);
    const settings = Object.fromEntries(pairs) as Record<string, string>;
    if (command === 'destroy') return this.deleteStack(name);
    if (command !== 'deploy') return true;
    const before = this.stacks.get(name);
    if (before && CREATION_FAILED.includes(before.status) && !this.deleteStack(name)) return false;
    const { protect } = readSettings(contextOf(settings));
    const isNew = !this.stacks.has(name);
    this.add(name, settings, {
      protected: protect,
      ...(isNew && this.failsToCreate && { status: 'ROLLBACK_COMPLETE', outputs: {}, resources: [] }),
    });
    return this.stacks.get(name)?.status === 'CREATE_COMPLETE';
  }

  private deleteStack(name: string): boolean {
    const stack = this.stacks.get(name);
    if (!stack || stack.protected) return false;
    const full = stack.resources.find(({ id }) => (this.buckets.get(id) ?? []).length > 0);
    if (this.writtenLate !== undefined) this.buckets.set('the-site-bucket', [this.writtenLate]);
    const late = this.writtenLate !== undefined;
    this.writtenLate = undefined;
    if (full || late) return false;
    this.deleted.push({ name, resources: stack.resources.filter(({ status }) => status === 'DELETE_SKIPPED') });
    return this.stacks.delete(name);
  }

  private s3(url: string, body: string): string {
    const bucket = /^\/([^/?]+)/.exec(url)?.[1] ?? '';
    if (body.includes('<Delete')) this.buckets.set(bucket, []);
    const versions = (this.buckets.get(bucket) ?? []).map((key) => `<Version><Key>${key}</Key><VersionId>1</VersionId></Version>`);
    return body.includes('<Delete') ? '<DeleteResult/>' : `<ListVersionsResult>${versions.join('')}</ListVersionsResult>`;
  }

  private cloudFormation(parameters: URLSearchParams): string {
    const name = parameters.get('StackName') ?? '';
    switch (parameters.get('Action') ?? '') {
      case 'ListStacks':
        return answerOf(
          'ListStacks',
          `<StackSummaries>${this.deleted.map((stack, place) => summaryOf(stack.name, place)).join('')}</StackSummaries>`,
        );
      case 'ListStackResources': {
        const resources = (name.startsWith('arn:') ? this.deleted[Number(name.split('/')[2])] : this.stacks.get(name))?.resources ?? [];
        return answerOf('ListStackResources', `<StackResourceSummaries>${resources.map(resourceOf).join('')}</StackResourceSummaries>`);
      }
      default: {
        const stack = this.stacks.get(name);
        return stack ? described(name, stack) : unknown(name);
      }
    }
  }
}

function answerOf(operation: string, result: string): string {
  return `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`;
}

function summaryOf(name: string, place: number): string {
  return `<member><StackName>${name}</StackName><StackId>arn:aws:stack/${name}/${place}</StackId><StackStatus>DELETE_COMPLETE</StackStatus></member>`;
}

function resourceOf({ type, id, status }: FakeStack['resources'][number]): string {
  return `<member><ResourceType>${type}</ResourceType><PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></member>`;
}

function described(name: string, { status, protected: isProtected, outputs }: FakeStack): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value.replaceAll('"', '&quot;')}</OutputValue></member>`,
  );
  const fields = `<StackName>${name}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus>`;
  const stack = `${fields}<EnableTerminationProtection>${isProtected}</EnableTerminationProtection><Outputs>${members.join('')}</Outputs>`;
  return answerOf('DescribeStacks', `<Stacks><member>${stack}</member></Stacks>`);
}

function unknown(name: string): string {
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;
}
