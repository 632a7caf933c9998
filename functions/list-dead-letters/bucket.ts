import { GetObjectCommand, ListObjectsV2Command, NoSuchKey } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';

/** Lambda's own folder for records of event source mappings. */
const PREFIX = 'aws/lambda/';
/** More are not counted: so many can only be redriven, not looked through. */
const MOST_COUNTED = 10_000;

/** The bucket in which Lambda keeps what functions gave up. */
export interface FailuresBucket {
  /** The keys of what is there; `isCut` where there are more than were counted. */
  newestFirst: () => Promise<{ keys: string[]; isCut: boolean }>;
  /** An object; undefined when it is not there any more. */
  read: (key: string) => Promise<string | undefined>;
}

export function createBucket(s3: S3Client, name: string): FailuresBucket {
  return {
    async newestFirst() {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const page = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: PREFIX, ...(token && { ContinuationToken: token }) }));
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
        token = page.NextContinuationToken;
      } while (token !== undefined && keys.length < MOST_COUNTED);
      return { keys: keys.sort((one, other) => (nameOf(one) < nameOf(other) ? 1 : -1)), isCut: token !== undefined };
    },
    async read(key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
  };
}

/** Lambda begins it with the moment in UTC. */
function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
