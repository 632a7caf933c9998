import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeChunks } from '../../../local/emulator/s3/chunks.ts';
import { createS3 } from '../../../local/emulator/s3/s3.ts';
import { openBucket } from '../../../local/emulator/s3/store.ts';
import { startDatabases, type Databases } from '../support/databases.ts';
import { BUCKET, REGION, startWorld, type World } from '../lambda/lambda-support.ts';
import { deploy, withDirectory } from '../support/sample.ts';

let databases: Databases;
let world: World;
let s3: S3Client;

beforeAll(async () => {
  databases = await startDatabases();
  world = await startWorld({ databases, database: 'objects' });
  s3 = client({ accessKeyId: 'operator', secretAccessKey: 'any' });
}, 60_000);

afterAll(async () => {
  await world.stop();
  await databases.stop();
});

function client(credentials: { accessKeyId: string; secretAccessKey: string }): S3Client {
  return new S3Client({ endpoint: world.aws.endpoint, region: REGION, credentials, forcePathStyle: true, maxAttempts: 1 });
}

const put = (Key: string, Body: string | Readable, more = {}) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString();

describe('an object', () => {
  it('comes back as it was put, with its type, its metadata and an ETag', async () => {
    const { ETag } = await put('folder/näme + & <one>.json', '{"ä":1}', { ContentType: 'application/json', Metadata: { from: 'test' } });
    const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'folder/näme + & <one>.json' }));
    expect(await answer.Body?.transformToString()).toBe('{"ä":1}');
    expect(answer).toMatchObject({ ETag, ContentType: 'application/json', ContentLength: 8, Metadata: { from: 'test' } });
  });

  it('is replaced by another of the same key', async () => {
    await put('replaced', 'one');
    await put('replaced', 'two');
    expect(await get('replaced')).toBe('two');
  });

  it('may be streamed', async () => {
    await put('streamed', Readable.from([Buffer.from('first '), Buffer.from('second')]), { ContentLength: 12 });
    expect(await get('streamed')).toBe('first second');
  });

  it('tells its size without its content', async () => {
    await put('sized', 'twelve bytes');
    const answer = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'sized' }));
    expect(answer).toMatchObject({ ContentLength: 12, LastModified: expect.any(Date) as Date });
  });

  it('is gone after its deletion, which may be repeated', async () => {
    await put('deleted', 'x');
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'deleted' }));
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'deleted' }));
    await expect(get('deleted')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'deleted' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('is refused when its checksum is another', async () => {
    await expect(put('spoiled', 'x', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it('in a bucket that is not there is refused', async () => {
    await expect(s3.send(new PutObjectCommand({ Bucket: 'nowhere', Key: 'k', Body: 'x' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('the aws-chunked coding', () => {
  const decode = (text: string) => Buffer.from(decodeChunks(Buffer.from(text))).toString();

  it.each([
    ['with a trailing checksum', '5\r\nfirst\r\n7\r\n second\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'],
    ['with signatures', 'c;chunk-signature=0f\r\nfirst second\r\n0;chunk-signature=1e\r\n\r\n'],
  ])('is taken off a body %s', (_case, body) => {
    expect(decode(body)).toBe('first second');
  });

  it.each([['plain text'], ['5\r\nfir'], ['']])('is missed in %j', (body) => {
    expect(() => decode(body)).toThrow('The body');
  });
});

describe('a listing', () => {
  it('has the keys with the prefix in their order, page by page', async () => {
    for (const name of ['b', 'a/2', 'a/1', 'a/10']) await put(`list/${name}`, name);
    const keys: (string | undefined)[] = [];
    const input = { Bucket: BUCKET, Prefix: 'list/' };
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 3 }, input))
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
    expect(keys).toEqual(['list/a/1', 'list/a/10', 'list/a/2', 'list/b']);
  });

  it('of what is not built is refused', async () => {
    await expect(s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Delimiter: '/' }))).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('permissions', () => {
  const asRole = () => client(world.role);

  it('let a role do what its policy allows', async () => {
    await asRole().send(new PutObjectCommand({ Bucket: BUCKET, Key: 'aws/lambda/x', Body: 'x' }));
    expect(await get('aws/lambda/x')).toBe('x');
  });

  it('refuse every other key and action', async () => {
    const refused = { name: 'AccessDenied', message: expect.stringContaining('is not authorized to perform: s3:') as string };
    await expect(asRole().send(new PutObjectCommand({ Bucket: BUCKET, Key: 'other', Body: 'x' }))).rejects.toMatchObject(refused);
    await expect(asRole().send(new GetObjectCommand({ Bucket: BUCKET, Key: 'aws/lambda/x' }))).rejects.toMatchObject(refused);
    await expect(asRole().send(new ListObjectsV2Command({ Bucket: BUCKET }))).rejects.toMatchObject(refused);
    await expect(asRole().send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'aws/lambda/x' }))).rejects.toMatchObject(refused);
  });

  it('refuse a signature that is not the role’s', async () => {
    const impostor = client({ accessKeyId: world.role.accessKeyId, secretAccessKey: 'guessed' });
    await expect(impostor.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });
});

describe('a bucket', () => {
  it('has its objects again when it is opened again', () =>
    withDirectory(async (directory) => {
      const object = { key: 'a/b', content: Buffer.from('line\nline'), contentType: 'text/plain', metadata: {} };
      openBucket(directory).put(object);
      const again = openBucket(directory);
      expect(again.list().map(({ key }) => key)).toEqual(['a/b']);
      expect(Buffer.from(again.content('a/b')).toString()).toBe('line\nline');
    }));

  it('may have the policy that denies calls without TLS, and no other', () =>
    withDirectory(async (directory) => {
      const withPolicy = (Statement: object) => () =>
        createS3(
          deploy({
            Resources: {
              Failures: { Type: 'AWS::S3::Bucket' },
              Policy: {
                Type: 'AWS::S3::BucketPolicy',
                Properties: { Bucket: { Ref: 'Failures' }, PolicyDocument: { Statement: [Statement] } },
              },
            },
          }),
          directory,
        );
      const tls = {
        Effect: 'Deny',
        Action: 's3:*',
        Principal: '*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      };
      expect(withPolicy(tls)).not.toThrow();
      expect(withPolicy({ ...tls, Effect: 'Allow' })).toThrow('which the local stack does not evaluate');
    }));
});
