import type { ObjectInfo } from './store.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** One page of ListObjectsV2. `next` is the continuation token when there is more. */
export interface ListPage {
  bucket: string;
  prefix: string;
  most: number;
  objects: readonly ObjectInfo[];
  next: string | undefined;
}

/** The answer of ListObjectsV2. */
export function listXml({ bucket, prefix, most, objects, next }: ListPage): string {
  const contents = objects.map(({ key, size, etag, lastModified }) =>
    element(
      'Contents',
      element('Key', text(key)) +
        element('LastModified', lastModified) +
        element('ETag', text(etag)) +
        element('Size', String(size)) +
        element('StorageClass', 'STANDARD'),
    ),
  );
  const head = [
    element('Name', text(bucket)),
    element('Prefix', text(prefix)),
    element('KeyCount', String(objects.length)),
    element('MaxKeys', String(most)),
    element('IsTruncated', String(next !== undefined)),
    next === undefined ? '' : element('NextContinuationToken', text(next)),
  ];
  return `${DECLARATION}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${[...head, ...contents].join('')}</ListBucketResult>`;
}

/** An error as S3 sends it. */
export function errorXml(code: string, message: string): string {
  return DECLARATION + element('Error', element('Code', text(code)) + element('Message', text(message)));
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/**
 * Every character that XML has its own use for, or cannot hold between tags as it is, becomes a
 * reference.
 */
function text(value: string): string {
  return value.replace(/[<>&"'\u0000-\u001f\u007f]/g, (character) => `&#${character.charCodeAt(0)};`);
}
