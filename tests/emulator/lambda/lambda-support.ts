import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAws, type Aws } from '../../../local/emulator/aws.ts';
import { createCleanups } from '../../../local/emulator/lib/cleanups.ts';
import { createTables } from '../../../local/emulator/dynamodb/tables.ts';
import { listen, readBody } from '../../../local/emulator/lib/http.ts';
import { createPrincipals, operator } from '../../../local/emulator/iam/principals.ts';
import type { Principal } from '../../../local/emulator/iam/principal.ts';
import { createSessions } from '../../../local/emulator/iam/sessions.ts';
import type { Deployment } from '../../../local/emulator/template/deployment.ts';
import type { Template } from '../../../local/emulator/template/reader.ts';
import type { TtlDelay } from '../../../local/emulator/ttl/ttl.ts';
import type { Databases } from '../support/databases.ts';
import { bundledFunction, type Instruction, type Invocation } from './function-bundle.ts';
import { deploy } from '../support/sample.ts';

export const REGION = 'us-east-1';
export const everything = operator('000000000000');

/** A record as the function gets it, as far as the tests look at it. */
export interface EventRecord {
  eventName: string;
  userIdentity?: object;
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: { SequenceNumber: string; Keys: Record<string, { S: string }>; NewImage?: Record<string, Record<string, string>> };
}

/** Functions, a table with a stream, and a bucket, with whatever mapping a test asks for. */
export interface World {
  aws: Aws;
  deployment: Deployment;
  /** The function's. */
  role: Principal;
  /** All invocations so far. */
  invocations: Invocation[];
  log: string[];
  directory: string;
  /** Writes an item with the operator's rights: `key` is the partition, `sort` the sort key. */
  put: (key: string, sort: string, more?: Record<string, unknown>) => Promise<void>;
  stop: () => Promise<void>;
}

/** How a test's world differs. */
export interface WorldOptions {
  databases: Databases;
  /** Names the database; the same name again finds what is there. */
  database: string;
  /** Of the mapping; without it there is none. */
  mapping?: Record<string, unknown>;
  functionProperties?: Record<string, unknown>;
  /**
   * What the function's role may do: reading the stream, writing to both tables, writing failures,
   * in this order.
   */
  changeStatements?: (statements: object[]) => object[];
  /** What the function is to do; decided in the test process. */
  respond?: (invocation: Invocation) => Instruction | Promise<Instruction>;
  /** Called with the template before it is read. */
  changeTemplate?: (template: Template) => void;
  ttlDelay?: TtlDelay;
  /** A directory that the test keeps, for worlds that follow each other. */
  directory?: string;
}

export const TABLE = 'Sample-Stock';
export const BUCKET = 'failures';
export const FUNCTION = 'Sample-Feed';

/** Starts a world. Its parts are those of the stack; only the template is the test's own. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const respond: NonNullable<WorldOptions['respond']> = options.respond ?? (() => ({}));
  const cleanups = createCleanups();
  const invocations: Invocation[] = [];
  const control = createServer((request, response) => {
    void readBody(request, 16 * 1024 * 1024).then(async (text) => {
      const invocation = JSON.parse(text) as Invocation;
      invocations.push(invocation);
      response.end(JSON.stringify(await respond(invocation)));
    });
  });
  const controlUrl = `http://127.0.0.1:${await listen(control, 0)}`;
  cleanups.add(() => {
    control.closeAllConnections();
    control.close();
  });
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'onhand-world-'));
  if (options.directory === undefined)
    cleanups.add(() => {
      rmSync(directory, { recursive: true, force: true });
    });

  const own = template(options, controlUrl);
  options.changeTemplate?.(own);
  const deployment = deploy(own, new Map(), new Map([['code.zip', await bundledFunction()]]));
  let keys = 0;
  const principals = createPrincipals(deployment, () => ({ accessKeyId: `AKIAWORLD${(keys += 1)}`, secretAccessKey: `secret-${keys}` }));
  const database = options.databases.open(options.database);
  await createTables(deployment, database.call);
  const log: string[] = [];
  const sessions = createSessions();
  const parts = {
    deployment,
    principals,
    sessions,
    database,
    dataDirectory: join(directory, 'data'),
    logDirectory: join(directory, 'logs'),
  };
  const aws = await startAws({ ...parts, ttlDelay: options.ttlDelay ?? 'off', log: (line) => log.push(line) }, cleanups);
  cleanups.add(aws.mappings.stop);
  aws.mappings.start();
  const role = principals.byRoleArn('arn:aws:iam::000000000000:role/Sample-FeedRole');
  return {
    aws,
    deployment,
    role,
    invocations,
    log,
    directory,
    put: async (key, sort, more = {}) => {
      await aws.gateway.dynamodb(everything, 'PutItem', { TableName: TABLE, Item: { key: { S: key }, sort: { S: sort }, ...more } });
    },
    stop: cleanups.run,
  };
}

/** The records of an invocation. */
export function recordsOf({ event }: Invocation): EventRecord[] {
  return (event as { Records: EventRecord[] }).Records;
}

/** `key/sort` of every record of an invocation. */
export function namesOf(invocation: Invocation): string[] {
  return recordsOf(invocation).map(({ dynamodb: { Keys } }) => `${Keys['key']?.S}/${Keys['sort']?.S}`);
}

function template({ mapping, functionProperties, changeStatements = (all) => all }: WorldOptions, controlUrl: string): Template {
  const attribute = (resource: string, name: string) => ({ 'Fn::GetAtt': [resource, name] });
  const streamActions = ['DescribeStream', 'GetShardIterator', 'GetRecords'].map((action) => `dynamodb:${action}`);
  const Statement = changeStatements([
    { Effect: 'Allow', Action: streamActions, Resource: attribute('Stock', 'StreamArn') },
    { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: [attribute('Stock', 'Arn'), attribute('Notes', 'Arn')] },
    { Effect: 'Allow', Action: 's3:PutObject', Resource: { 'Fn::Sub': '${Failures.Arn}/aws/lambda/*' } },
  ]);
  return {
    Resources: {
      Stock: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [
            { AttributeName: 'key', KeyType: 'HASH' },
            { AttributeName: 'sort', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: ['key', 'sort'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      },
      Notes: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
      Failures: { Type: 'AWS::S3::Bucket', Properties: { BucketName: BUCKET } },
      FeedRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {},
          Policies: Statement.length === 0 ? [] : [{ PolicyName: 'feed', PolicyDocument: { Version: '2012-10-17', Statement } }],
        },
      },
      Feed: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: attribute('FeedRole', 'Arn'),
          Environment: { Variables: { CONTROL_URL: controlUrl, TABLE: { Ref: 'Stock' } } },
          MemorySize: 256,
          Timeout: 10,
          ...functionProperties,
        },
      },
      ...(mapping && {
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: { Ref: 'Feed' },
            EventSourceArn: attribute('Stock', 'StreamArn'),
            StartingPosition: 'TRIM_HORIZON',
            DestinationConfig: { OnFailure: { Destination: attribute('Failures', 'Arn') } },
            ...mapping,
          },
        },
      }),
    },
  };
}
