import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is known of an object without its content. */
export interface ObjectInfo {
  key: string;
  /** Bytes. */
  size: number;
  /** MD5 of the content in quotes, as S3 makes it for an object that was put whole. */
  etag: string;
  /** ISO 8601. */
  lastModified: string;
  contentType: string;
  /** `x-amz-meta-` headers by the rest of their name. */
  metadata: Readonly<Record<string, string>>;
}

/** An object to be put. */
export interface NewObject {
  key: string;
  content: Uint8Array;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
}

/** The objects of one bucket. */
export interface Bucket {
  put(object: NewObject): ObjectInfo;
  info(key: string): ObjectInfo | undefined;
  /** Only for a key that `info` knows. */
  content(key: string): Uint8Array;
  delete(key: string): void;
  /** All objects, in the order of the UTF-8 bytes of their keys. */
  list(): ObjectInfo[];
}

const NEW_LINE = 0x0a;

/**
 * Opens a bucket in a directory of its own, which need not exist. An object is one file: a line of
 * JSON that describes it, then its content. The file is named after a hash of the key, because a
 * key may be longer than a file name, and `a` and `a/b` may both be keys.
 */
export function openBucket(directory: string): Bucket {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const drafts = readdirSync(directory).filter((file) => file.endsWith('.tmp'));
  for (const draft of drafts) rmSync(join(directory, draft));
  const objects = new Map(
    readdirSync(directory)
      .map((file) => splitFile(join(directory, file)).info)
      .map((info) => [info.key, info]),
  );
  const pathOf = (key: string) => join(directory, createHash('sha256').update(key).digest('hex'));
  return {
    put: ({ content, ...described }) => {
      const etag = `"${createHash('md5').update(content).digest('hex')}"`;
      const info = { ...described, size: content.length, etag, lastModified: new Date().toISOString() };
      const draft = `${pathOf(info.key)}.tmp`;
      writeFileSync(draft, Buffer.concat([Buffer.from(`${JSON.stringify(info)}\n`), content]), { mode: 0o600 });
      renameSync(draft, pathOf(info.key));
      objects.set(info.key, info);
      return info;
    },
    info: (key) => objects.get(key),
    content: (key) => splitFile(pathOf(key)).content,
    delete: (key) => {
      rmSync(pathOf(key), { force: true });
      objects.delete(key);
    },
    list: () => [...objects.values()].sort((left, right) => Buffer.compare(Buffer.from(left.key), Buffer.from(right.key))),
  };
}

function splitFile(path: string): { info: ObjectInfo; content: Uint8Array } {
  const file = readFileSync(path);
  const end = file.indexOf(NEW_LINE);
  return { info: JSON.parse(file.toString('utf8', 0, end)) as ObjectInfo, content: file.subarray(end + 1) };
}
