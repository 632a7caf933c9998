import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { beginCommand, stackOption } from '../tools/command-line.ts';
import { deployedOperator, operatorOf, readStage } from './stage.ts';

// `npm run redrive`: see --help. What a stream's function has processed once it does not process
// twice, so this may be stopped at any line.

/**
 * What Lambda writes into the failures bucket; `payload` is the event of the invocation that
 * failed, as JSON text.
 */
interface FailedInvocation {
  requestContext?: { functionArn?: string };
  payload?: string;
}

/** Lambda's own folder for records of event source mappings. */
const PREFIX = 'aws/lambda/';

const { values } = beginCommand({
  usage: 'npm run redrive -- [options]',
  about: 'Hands the records that a function gave up to it again, oldest first, and deletes what it has processed.',
  options: {
    ...stackOption,
    bucket: { type: 'string', value: 'NAME', help: "a deployed stage without its file: the stack's output FailuresBucket" },
    region: { type: 'string', value: 'REGION', help: 'where that bucket is (default AWS_REGION)' },
  },
  more:
    "A deployed stage takes the credentials of the AWS SDK's usual places, which need s3:ListBucket, s3:GetObject, s3:DeleteObject and\n" +
    'lambda:InvokeFunction. May be stopped and run again at any time. Ends with 1 when some records are left.',
});
const { bucket, client } =
  values.bucket === undefined ? stageOf(values.stack) : { bucket: values.bucket, client: deployedOperator(values.region) };
const s3 = new S3Client({ ...client, forcePathStyle: true });
const lambda = new LambdaClient(client);

let processed = 0;
let refused = 0;
for (const key of await failedInvocations()) {
  const problem = await redrive(key);
  if (problem === undefined) processed += 1;
  else {
    refused += 1;
    process.stdout.write(`${key}: ${problem}\n`);
  }
}
process.stdout.write(`${processed} redriven, ${refused} left\n`);
process.exitCode = refused === 0 ? 0 : 1;

function stageOf(file: string) {
  const stage = readStage(file);
  return { bucket: stage.failures.bucket, client: operatorOf(stage) };
}

async function failedInvocations(): Promise<string[]> {
  const objects: { key: string; time: number }[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: PREFIX })) {
    for (const { Key, LastModified } of Contents) if (Key !== undefined) objects.push({ key: Key, time: LastModified?.getTime() ?? 0 });
  }
  return objects.sort((one, other) => one.time - other.time).map(({ key }) => key);
}

/**
 * Answers with why a failed invocation stays in the bucket; undefined when it was processed and is
 * gone.
 */
async function redrive(key: string): Promise<string | undefined> {
  const object = { Bucket: bucket, Key: key };
  const { Body } = await s3.send(new GetObjectCommand(object));
  const { requestContext, payload } = readFailure((await Body?.transformToString()) ?? '');
  const name = requestContext?.functionArn;
  if (name === undefined || payload === undefined) return 'it is no record of a failed invocation.';
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from(payload) }));
  const answer = JSON.parse(Payload?.transformToString() ?? 'null') as { batchItemFailures?: unknown[]; errorMessage?: string } | null;
  if (FunctionError !== undefined) return `the function failed: ${answer?.errorMessage ?? FunctionError}`;
  const failed = answer?.batchItemFailures?.length ?? 0;
  if (failed > 0) return `${failed} of its records still cannot be processed; the function's log says why.`;
  await s3.send(new DeleteObjectCommand(object));
  return undefined;
}

function readFailure(text: string): FailedInvocation {
  try {
    return JSON.parse(text) as FailedInvocation;
  } catch {
    return {};
  }
}
