import { join } from 'node:path';
import { AwsError } from '../gateway/gateway.ts';
import { accessDeniedMessage, isAllowed, type Principal } from '../iam/principal.ts';
import type { Deployment } from '../template/deployment.ts';
import { openBucket, type Bucket, type NewObject, type ObjectInfo } from './store.ts';

/** Which part of a bucket to list. */
export interface Listing {
  prefix: string;
  /** Only keys behind this one; empty for all. */
  after: string;
  most: number;
}

/**
 * The buckets of a deployment. Every call is checked against the caller's policies and rejects with
 * an `AwsError` as S3 would.
 */
export interface S3 {
  putObject(principal: Principal, bucket: string, object: NewObject): ObjectInfo;
  headObject(principal: Principal, bucket: string, key: string): ObjectInfo;
  getObject(principal: Principal, bucket: string, key: string): { info: ObjectInfo; content: Uint8Array };
  /** Succeeds also when there is no such object. */
  deleteObject(principal: Principal, bucket: string, key: string): void;
  /** Keys in their order; `more` when there are others behind the last. */
  listObjects(principal: Principal, bucket: string, listing: Listing): { objects: ObjectInfo[]; more: boolean };
}

const MAX_KEY_BYTES = 1024;

/**
 * Opens the buckets of the template, which keep their objects under `directory`, or where `openAt`
 * keeps them. Throws a sentence on a bucket policy that is not understood.
 */
export function createS3(deployment: Deployment, directory: string, openAt: (directory: string) => Bucket = openBucket): S3 {
  for (const policy of deployment.ofType('AWS::S3::BucketPolicy'))
    refuseUnknownStatements(policy.properties['PolicyDocument'], policy.logicalId);
  const names = deployment.ofType('AWS::S3::Bucket').map(({ physicalId }) => physicalId);
  const buckets = new Map<string, Bucket>(names.map((name) => [name, openAt(join(directory, name))]));

  function open(principal: Principal, action: string, name: string, key?: string): Bucket {
    const bucket = buckets.get(name);
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    const resource = arnOf(name, key);
    if (!isAllowed(principal, action, resource)) throw accessDenied(principal, action, resource);
    return bucket;
  }

  /** Who may not list a bucket does not learn which keys it lacks. */
  function find(principal: Principal, name: string, key: string): { bucket: Bucket; info: ObjectInfo } {
    const bucket = open(principal, 's3:GetObject', name, key);
    const info = bucket.info(key);
    if (info) return { bucket, info };
    if (!isAllowed(principal, 's3:ListBucket', arnOf(name))) throw accessDenied(principal, 's3:ListBucket', arnOf(name));
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  }

  return {
    putObject: (principal, name, object) => {
      if (Buffer.byteLength(object.key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long');
      return open(principal, 's3:PutObject', name, object.key).put(object);
    },
    headObject: (principal, name, key) => find(principal, name, key).info,
    getObject: (principal, name, key) => {
      const { bucket, info } = find(principal, name, key);
      return { info, content: bucket.content(key) };
    },
    deleteObject: (principal, name, key) => {
      open(principal, 's3:DeleteObject', name, key).delete(key);
    },
    listObjects: (principal, name, { prefix, after, most }) => {
      const behind = open(principal, 's3:ListBucket', name)
        .list()
        .filter(({ key }) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
      return { objects: behind.slice(0, most), more: behind.length > most };
    },
  };
}

function arnOf(bucket: string, key?: string): string {
  return `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
}

function accessDenied(principal: Principal, action: string, resource: string): AwsError {
  return new AwsError('AccessDenied', accessDeniedMessage(principal, action, resource), 403);
}

/**
 * The two bucket policies that change nothing here: refuse what comes without TLS (locally
 * everything does, over loopback), and let CloudFront read (the local site serves what would be
 * uploaded). Any other statement would change who may do what, and bucket policies are not
 * evaluated.
 */
function refuseUnknownStatements(document: unknown, owner: string): void {
  const { Statement } = document as { Statement?: unknown };
  for (const statement of Array.isArray(Statement) ? (Statement as unknown[]) : [Statement]) {
    if (!isTlsOnly(statement as PolicyStatement) && !isForCloudFront(statement as PolicyStatement))
      throw new Error(`${owner} has a statement beside the denial of calls without TLS, which the local stack does not evaluate.`);
  }
}

type PolicyStatement = Readonly<Partial<Record<'Effect' | 'Condition' | 'Action' | 'Principal', unknown>>>;

function isTlsOnly({ Effect, Condition }: PolicyStatement): boolean {
  return Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}';
}

function isForCloudFront({ Effect, Action, Principal }: PolicyStatement): boolean {
  return Effect === 'Allow' && Action === 's3:GetObject' && JSON.stringify(Principal) === '{"Service":"cloudfront.amazonaws.com"}';
}
