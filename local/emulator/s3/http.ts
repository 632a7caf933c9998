import { crc32 } from 'node:zlib';
import type { ServiceProtocol, ServiceAnswer, ServiceCall } from '../gateway/service-protocol.ts';
import { AwsError } from '../gateway/gateway.ts';
import { decodeChunks } from './chunks.ts';
import type { S3 } from './s3.ts';
import type { ObjectInfo } from './store.ts';
import { errorXml, listXml } from './xml.ts';

const DEFAULT_TYPE = 'application/octet-stream';
const MAX_KEYS = 1000;
const META = 'x-amz-meta-';
/** Query parameters of a listing; any other selects an operation that is not built. */
const LIST_PARAMETERS = ['list-type', 'prefix', 'continuation-token', 'start-after', 'max-keys', 'fetch-owner', 'encoding-type'];

/** S3's REST API with the bucket in the path. */
export function createS3Protocol(s3: S3): ServiceProtocol {
  return {
    answer: async (call) => {
      const { bucket, key, query } = locate(call);
      if (key === '' && call.method === 'GET') return list(s3, call, bucket, query);
      if (key === '' || [...query.keys()].some((name) => name !== 'x-id')) throw notBuilt(call);
      return onObject(s3, call, bucket, key);
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'application/xml' },
      body: errorXml(code, message),
    }),
  };
}

function onObject(s3: S3, call: ServiceCall, bucket: string, key: string): ServiceAnswer {
  const { principal } = call;
  switch (call.method) {
    case 'PUT': {
      const { etag } = s3.putObject(principal, bucket, { key, ...newObjectOf(call) });
      return { status: 200, headers: { etag }, body: '' };
    }
    case 'GET': {
      const { info, content } = s3.getObject(principal, bucket, key);
      return { status: 200, headers: headersOf(info), body: content };
    }
    case 'HEAD': {
      const info = s3.headObject(principal, bucket, key);
      return { status: 200, headers: { ...headersOf(info), 'content-length': String(info.size) }, body: '' };
    }
    case 'DELETE':
      s3.deleteObject(principal, bucket, key);
      return { status: 204, headers: {}, body: '' };
    default:
      throw notBuilt(call);
  }
}

function newObjectOf({ headers, body }: ServiceCall) {
  const isChunked = (header(headers, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-');
  const content = isChunked ? decodeChunks(body) : body;
  const stated = header(headers, 'x-amz-checksum-crc32');
  if (stated !== undefined && stated !== crc32Of(content))
    throw new AwsError('BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
  const meta = Object.keys(headers).filter((name) => name.startsWith(META));
  const metadata = Object.fromEntries(meta.map((name) => [name.slice(META.length), header(headers, name) ?? '']));
  return { content, contentType: header(headers, 'content-type') ?? DEFAULT_TYPE, metadata };
}

function list(s3: S3, call: ServiceCall, bucket: string, query: URLSearchParams): ServiceAnswer {
  const unknownParameter = [...query.keys()].some((name) => name !== 'x-id' && !LIST_PARAMETERS.includes(name));
  if (unknownParameter || query.get('list-type') !== '2' || query.has('encoding-type')) throw notBuilt(call);
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString('utf8');
  const most = Math.min(Number(query.get('max-keys') ?? MAX_KEYS), MAX_KEYS);
  const { objects, more } = s3.listObjects(call.principal, bucket, { prefix, after, most });
  const next = more ? Buffer.from(objects.at(-1)?.key ?? after).toString('base64url') : undefined;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: listXml({ bucket, prefix, most, objects, next }) };
}

function locate({ path }: ServiceCall): { bucket: string; key: string; query: URLSearchParams } {
  const [raw = '', search = ''] = path.split('?');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(raw)) ?? [];
  return { bucket, key, query: new URLSearchParams(search) };
}

function headersOf(info: ObjectInfo): Record<string, string> {
  const meta = Object.entries(info.metadata).map(([name, value]) => [META + name, value] as const);
  return {
    'content-type': info.contentType,
    etag: info.etag,
    'last-modified': new Date(info.lastModified).toUTCString(),
    ...Object.fromEntries(meta),
  };
}

function crc32Of(content: Uint8Array): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return checksum.toString('base64');
}

function header(headers: ServiceCall['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function notBuilt({ method, path }: ServiceCall): AwsError {
  return new AwsError('NotImplemented', `The local S3 does not have ${method} ${path}.`, 501);
}
