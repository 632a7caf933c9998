import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { StackDescription } from './stack.ts';
import { eventually } from './wait.ts';

/** What Lambda writes about records that it gave up; `payload` is the event as JSON text. */
export interface FailedRecord {
  payload: string;
  requestContext: { condition: string; functionArn: string };
}

/**
 * The contents of a local stack's failures bucket, as soon as it has at least that many objects.
 */
export async function failedRecords(stack: StackDescription, atLeast = 0): Promise<FailedRecord[]> {
  const s3 = storeOf(stack);
  const Bucket = stack.failures.bucket;
  const list = async () => (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? [];
  await eventually(async () => expect((await list()).length).toBeGreaterThanOrEqual(atLeast));
  return Promise.all(
    (await list()).map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '') as FailedRecord;
    }),
  );
}

/** As if Lambda had left this in the failures bucket. */
export async function keepFailedRecord(stack: StackDescription, key: string, content: object): Promise<void> {
  await storeOf(stack).send(new PutObjectCommand({ Bucket: stack.failures.bucket, Key: key, Body: JSON.stringify(content) }));
}

function storeOf({ region, dynamodbEndpoint }: StackDescription): S3Client {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new S3Client({ region, endpoint: dynamodbEndpoint, forcePathStyle: true, credentials });
}
