import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { buildWeb } from '../web/build.ts';
import { SCHEMA, siteDirectory } from '../web/site.ts';
import { contentTypeOf } from '../web/content-types.ts';
import { siteConfig } from '../web/site-config.ts';

/** Uploads under way at the same time. */
const CONCURRENCY = 8;

/**
 * Builds the site and uploads it to a stage's bucket, with config.json made of the stage's outputs.
 * Pages go last, so that none names a script that is not there yet; files of earlier deploys stay
 * for pages that are open. CloudFront shows all of it within a minute.
 * @param outputs of the stack, by key
 * @param client for another endpoint or credentials than the environment's
 * @returns how many files were uploaded
 */
export async function uploadWeb(outputs: Readonly<Record<string, string>>, client: S3ClientConfig = {}): Promise<number> {
  await buildWeb();
  const bucket = outputs['SiteBucket'];
  if (bucket === undefined) throw new Error('The stack has no output SiteBucket. Deploy the stack again.');
  const config = JSON.stringify(siteConfig(outputs));
  const s3 = new S3Client({ ...(outputs['Region'] && { region: outputs['Region'] }), ...client });
  const put = (Key: string, Body: string | Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: contentTypeOf(Key) }));
  const isPublic = outputs['PublicSchema'] === 'true';
  const keys = siteKeys().filter((key) => isPublic || key !== SCHEMA);
  const isPage = (key: string) => key.endsWith('.html');
  try {
    await put('config.json', config);
    if (!isPublic) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: SCHEMA }));
    for (const part of [keys.filter((key) => !isPage(key)), keys.filter(isPage)]) {
      for (let start = 0; start < part.length; start += CONCURRENCY)
        await Promise.all(part.slice(start, start + CONCURRENCY).map((key) => put(key, readFileSync(join(siteDirectory, key)))));
    }
  } finally {
    s3.destroy();
  }
  return keys.length + 1;
}

function siteKeys(): string[] {
  return readdirSync(siteDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(siteDirectory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
