import type { Principal } from '../iam/principal.ts';
import type { Deployment } from '../template/deployment.ts';
import { STREAMS_TARGET } from './actions.ts';
import type { Database } from '../dynamodb/database.ts';
import type { StreamRecord } from '../dynamodb/stream-record.ts';
import { AwsError } from './gateway.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = Record<string, unknown>;
type Authorise = (principal: Principal, required: { action: string; resource: string }[]) => void;

/**
 * DynamoDB Streams under the names of the template. The database gives each stream an ARN of its
 * own, with the time of its creation (DynamoDB Local with another region too); callers and policies
 * have the template's, so both ways are translated. Shard iterators are opaque and stay as they
 * are.
 */
export function createStreams(deployment: Deployment, { call, identify }: Pick<Database, 'call' | 'identify'>, authorise: Authorise) {
  const tables = deployment.ofType('AWS::DynamoDB::Table');
  const templateArn = (table: string) => tables.find(({ physicalId }) => physicalId === table)?.attributes['StreamArn'];
  const localArns = new Map<string, string>();

  async function localArnOf(arn: string): Promise<string> {
    const table = tables.find(({ attributes }) => attributes['StreamArn'] === arn);
    const known = localArns.get(arn);
    if (known !== undefined || !table) return known ?? arn;
    const { Streams } = await call(`${STREAMS_TARGET}ListStreams`, { TableName: table.physicalId });
    // The newest is the last: a table whose stream was switched off and on again has several.
    const local = (Streams as { StreamArn: string }[]).at(-1)?.StreamArn;
    if (local === undefined) throw new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
    localArns.set(arn, local);
    return local;
  }

  /** The stream that a call names, as policies write it. An iterator carries its stream's ARN. */
  function resourceOf(body: Body): string {
    const named = [body['StreamArn'], body['ShardIterator']].find((value) => typeof value === 'string') ?? '';
    const arn = /arn:aws:dynamodb:[^|]+/.exec(named)?.[0];
    return arn === undefined ? '*' : toTemplate(arn);
  }

  function toTemplate(arn: string): string {
    const table = tableIn(arn);
    return table === undefined ? arn : (templateArn(table) ?? arn);
  }

  return async (principal: Principal, operation: string, body: Body): Promise<Answer> => {
    authorise(principal, [{ action: `dynamodb:${operation}`, resource: resourceOf(body) }]);
    const { StreamArn } = body;
    const asked = typeof StreamArn === 'string' ? { ...body, StreamArn: await localArnOf(StreamArn) } : body;
    const answer = await call(STREAMS_TARGET + operation, asked);
    const { Records } = answer;
    const table = tableIn(String(body['ShardIterator']));
    const known = Array.isArray(Records) && table !== undefined ? { Records: await identify(table, Records as StreamRecord[]) } : {};
    return translate({ ...answer, ...known }, toTemplate, deployment.region);
  };
}

/** The table in the ARN of a stream, or in an iterator. */
function tableIn(text: string): string | undefined {
  return /:table\/([^/]+)\/stream\//.exec(text)?.[1];
}

function translate(answer: Answer, toTemplate: (arn: string) => string, region: string): Answer {
  const named = (value: Body) => ({ ...value, StreamArn: toTemplate(String(value['StreamArn'])) });
  const { Records, Streams, StreamDescription } = answer;
  return {
    ...answer,
    ...(Array.isArray(Records) && { Records: (Records as Body[]).map((record) => ({ ...record, awsRegion: region })) }),
    ...(Array.isArray(Streams) && { Streams: (Streams as Body[]).map(named) }),
    ...(StreamDescription !== undefined && { StreamDescription: named(StreamDescription as Body) }),
  };
}
