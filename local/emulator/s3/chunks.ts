import { AwsError } from '../gateway/gateway.ts';

const LINE_END = '\r\n';

/**
 * The content of a body in `aws-chunked` coding, as SDKs send streams: chunks of `<size in
 * hex>[;chunk-signature=…]\r\n<bytes>\r\n`, the last of size 0, then trailers. Signatures and
 * trailing checksums are not verified. Throws an `AwsError` on anything else.
 */
export function decodeChunks(body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  for (let position = 0; ;) {
    const lineEnd = bytes.indexOf(LINE_END, position);
    const [, size] = /^([0-9a-f]+)(;|$)/i.exec(bytes.toString('latin1', position, Math.max(lineEnd, position))) ?? [];
    if (size === undefined) throw new AwsError('IncompleteBody', 'The body is not in the aws-chunked coding that its headers name.');
    const begin = lineEnd + LINE_END.length;
    const end = begin + parseInt(size, 16);
    if (end === begin) return Buffer.concat(chunks);
    if (end > bytes.length) throw new AwsError('IncompleteBody', 'The body ends before its last chunk does.');
    chunks.push(bytes.subarray(begin, end));
    position = end + LINE_END.length;
  }
}
