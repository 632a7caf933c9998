import { readFileSync } from 'node:fs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { StackDescription } from '../local/description.ts';

// `npm run redrive [-- stack.json]`: hands the records that the change feed gave up to it again, oldest first, and deletes what it has
// followed. May be stopped and run again at any time: the feed does nothing twice.

/** What Lambda writes into the failures bucket; `payload` is the event of the invocation that failed, as JSON text. */
interface FailedInvocation {
  payload: string;
}

const [file = '.local/stack.json'] = process.argv.slice(2);
const { region, dynamodbEndpoint, failures, functions } = JSON.parse(readFileSync(file, 'utf8')) as StackDescription;
const isLocal = new URL(dynamodbEndpoint).protocol === 'http:';
// The local stack answers for every service at one address and takes any key as the operator's.
const client = {
  region,
  ...(isLocal && { endpoint: dynamodbEndpoint, credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' } }),
};
const s3 = new S3Client({ ...client, forcePathStyle: true });
const lambda = new LambdaClient(client);

let followed = 0;
let refused = 0;
for (const key of await failedInvocations()) {
  const problem = await redrive(key);
  if (problem === undefined) followed += 1;
  else {
    refused += 1;
    process.stdout.write(`${key}: ${problem}\n`);
  }
}
process.stdout.write(`${followed} redriven, ${refused} left\n`);
process.exitCode = refused === 0 ? 0 : 1;

async function failedInvocations(): Promise<string[]> {
  const objects: { key: string; time: number }[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: failures.bucket })) {
    for (const { Key, LastModified } of Contents) if (Key !== undefined) objects.push({ key: Key, time: LastModified?.getTime() ?? 0 });
  }
  return objects.sort((one, other) => one.time - other.time).map(({ key }) => key);
}

/** Answers with why a failed invocation stays in the bucket; undefined when it was followed and is gone. */
async function redrive(key: string): Promise<string | undefined> {
  const object = { Bucket: failures.bucket, Key: key };
  const { Body } = await s3.send(new GetObjectCommand(object));
  const { payload } = JSON.parse((await Body?.transformToString()) ?? '{}') as FailedInvocation;
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functions.changeFeed, Payload: Buffer.from(payload) }),
  );
  const answer = JSON.parse(Payload?.transformToString() ?? 'null') as { batchItemFailures?: unknown[]; errorMessage?: string } | null;
  if (FunctionError !== undefined) return `the function failed: ${answer?.errorMessage ?? FunctionError}`;
  const failed = answer?.batchItemFailures?.length ?? 0;
  if (failed > 0) return `${failed} of its records still cannot be followed; the function's log says why.`;
  await s3.send(new DeleteObjectCommand(object));
  return undefined;
}
