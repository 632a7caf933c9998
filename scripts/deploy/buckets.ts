import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';

/**
 * Deletes all that is in a bucket, in all versions: CloudFormation deletes none that has anything
 * in it. One that is gone already is fine.
 */
export async function emptyBucket(bucket: string): Promise<void> {
  const client = new S3Client({});
  try {
    while (await deleteSome(client, bucket));
  } catch (failure) {
    if (!(failure instanceof Error && failure.name === 'NoSuchBucket')) throw failure;
  } finally {
    client.destroy();
  }
}

/**
 * Deletes up to a thousand versions, which is what one request takes. Answers whether there were
 * any.
 */
async function deleteSome(client: S3Client, bucket: string): Promise<boolean> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1_000 }));
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  if (Objects.length === 0) return false;
  const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  const [refused] = Errors;
  if (refused) throw new Error(`${bucket} cannot be emptied: ${refused.Key ?? ''}: ${refused.Message ?? ''}`);
  return true;
}
