import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from '../http.ts';
import { proofOf, requestTo, type Target } from './proof.ts';
import { badRequest, HEADER_SUBPROTOCOL, Refusal, SUBPROTOCOL } from './protocol.ts';

/** What is read of the request that opens a connection. */
export type HandshakeRequest = Pick<IncomingMessage, 'url' | 'headers'> & { socket: Pick<IncomingMessage['socket'], 'remoteAddress'> };

/**
 * The proof of who connects: from the subprotocol `header-<base64url>`, else the query string's
 * `header`, else ordinary headers. Throws a Refusal when the subprotocol is missing or the proof
 * cannot be read.
 */
export function readHandshake(request: HandshakeRequest): HttpRequest {
  const protocols = offeredProtocols(request);
  if (protocols.length === 0) throw new Refusal({ message: 'NoProtocolError', errorCode: 400 });
  if (!protocols.includes(SUBPROTOCOL)) throw new Refusal({ message: 'SubProtocolNotSupportedError', errorCode: 400 });
  const target: Target = {
    path: '/graphql/connect',
    body: '{}',
    host: request.headers.host,
    sourceIp: request.socket.remoteAddress ?? '',
  };
  const encoded = encodedHeader(request, protocols);
  return encoded === undefined ? requestTo(target, request.headers) : proofOf(decode(encoded), target);
}

function offeredProtocols(request: HandshakeRequest): string[] {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function encodedHeader(request: HandshakeRequest, protocols: readonly string[]): string | undefined {
  const inProtocol = protocols.find((each) => each.startsWith(HEADER_SUBPROTOCOL));
  if (inProtocol) return inProtocol.slice(HEADER_SUBPROTOCOL.length);
  const [, query] = (request.url ?? '').split('?');
  const inQuery = new URLSearchParams(query).get('header');
  // A client that did not escape its base64 sent a plus, which a query string reads as a space.
  return inQuery?.replaceAll(' ', '+');
}

/** Node reads base64 and base64url alike. */
function decode(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as unknown;
  } catch {
    throw badRequest('The header of the handshake is not base64 of JSON.');
  }
}
