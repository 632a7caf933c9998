import { S3Client } from '@aws-sdk/client-s3';
import type { DeadLetters } from '../../schema/types.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { environment } from '../lib/environment.ts';
import { deadLetterOf } from './dead-letter.ts';
import { createBucket } from './bucket.ts';

/** What the resolver asks: the newest so many. */
export interface ListDeadLetters {
  limit: number;
}

/** How long one request to S3 may take, milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;
/** Objects that are read at a time: each may have the megabytes of a whole batch. */
const AT_ONCE = 5;

const timeouts = { connectionTimeout: 1_000, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true };
const bucket = createBucket(
  new S3Client({ forcePathStyle: true, maxAttempts: 2, requestHandler: timeouts }),
  environment('FAILURES_BUCKET'),
);

/** How many batches functions have given up, and the newest of them. */
export async function handler({ limit }: ListDeadLetters): Promise<DeadLetters> {
  const { keys, isCut } = await bucket.newestFirst();
  const items = await mapLimited(keys.slice(0, limit), AT_ONCE, async (key) => {
    const text = await bucket.read(key);
    return text === undefined ? undefined : deadLetterOf(key, text);
  });
  // What was redriven between the two reads is no longer there.
  return { total: keys.length, isCut, items: items.filter((item) => item !== undefined) };
}
