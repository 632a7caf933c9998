import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Principal, Principals } from '../iam/principal.ts';
import { operator } from '../iam/principals.ts';
import { isOfSession } from '../iam/sessions.ts';
import { accessKeyIdOf, serviceOf } from '../iam/sigv4.ts';
import { type CallerRefusal, verifyCaller } from '../iam/verify-caller.ts';
import { readBytes } from '../lib/http.ts';
import type { ServiceProtocol, ServiceAnswer } from './service-protocol.ts';
import { AwsError } from './gateway.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The service that is asked for a key, by who has none to sign with. */
const UNSIGNED = 'sts';
/** Who has not signed. */
const NOBODY: Principal = { arn: '', name: '', accessKeyId: '', secretAccessKey: '', policies: [] };
const INVALID_SIGNATURE = 'InvalidSignatureException';
const UNKNOWN_KEY = ['UnrecognizedClientException', 'The security token included in the request is invalid.'] as const;
const REFUSALS: Readonly<Record<CallerRefusal, readonly [code: string, message: string]>> = {
  malformed: ['MissingAuthenticationTokenException', 'Request is missing Authentication Token'],
  unknown: UNKNOWN_KEY,
  token: UNKNOWN_KEY,
  ended: ['ExpiredTokenException', 'The security token included in the request is expired'],
  expired: [INVALID_SIGNATURE, 'Signature expired: the date of the request is too far away.'],
  mismatch: [
    INVALID_SIGNATURE,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
};

/** The services behind the address by the name that their signatures carry. */
export type ServiceProtocols = Readonly<Record<'dynamodb', ServiceProtocol> & Partial<Record<string, ServiceProtocol>>>;

/**
 * The gateway as one HTTP endpoint for AWS SDK clients of every service. An access key of the stack
 * is that role or user, restricted by its policies and with its signature verified; any other key
 * is the operator, who may do everything. A form without a signature is for STS.
 */
export function gatewayListener(
  protocols: ServiceProtocols,
  principals: Principals,
  deployment: { region: string; accountId: string },
): RequestListener {
  const everything = operator(deployment.accountId);

  function principalOf(request: IncomingMessage, body: Uint8Array, service: string): Principal {
    const { method = '', url = '', headers } = request;
    if (service === UNSIGNED && headers.authorization === undefined) return NOBODY;
    const verdict = verifyCaller({ method, path: url, headers, body }, principals, { service, region: deployment.region });
    if ('principal' in verdict) return verdict.principal;
    const { refusal } = verdict;
    if (refusal === 'unknown' && !isOfSession(accessKeyIdOf(headers.authorization ?? '') ?? '')) return everything;
    throw new AwsError(...REFUSALS[refusal]);
  }

  async function answer(request: IncomingMessage, protocol: ServiceProtocol, service: string): Promise<ServiceAnswer> {
    const body = await readBytes(request, MAX_BODY_BYTES);
    const principal = principalOf(request, body, service);
    const { method = '', url = '', headers } = request;
    return protocol.answer({ method, path: url, headers, body, principal });
  }

  return (request, response) => {
    const service = serviceOf(request.headers.authorization ?? '') ?? (isForm(request) ? UNSIGNED : 'dynamodb');
    const protocol = protocols[service] ?? protocols.dynamodb;
    respond(response, protocol, answer(request, protocol, service));
  };
}

/** A service at an address of its own, for calls that need no signature. */
export function unsignedListener(protocol: ServiceProtocol): RequestListener {
  const answer = async (request: IncomingMessage) => {
    const { method = '', url = '', headers } = request;
    return protocol.answer({ method, path: url, headers, body: await readBytes(request, MAX_BODY_BYTES), principal: NOBODY });
  };
  return (request, response) => respond(response, protocol, answer(request));
}

function respond(response: ServerResponse, protocol: ServiceProtocol, answer: Promise<ServiceAnswer>): void {
  answer.then(
    (answered) => {
      send(response, answered);
    },
    (error: unknown) => {
      const refusal = error instanceof AwsError ? error : new AwsError('InternalServerError', (error as Error).message, 500);
      if (refusal.status === 0) response.destroy();
      else send(response, protocol.refuse(refusal));
    },
  );
}

/** The query protocol, which STS has. */
function isForm({ headers }: IncomingMessage): boolean {
  return (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

function send(response: ServerResponse, { status, headers, body }: ServiceAnswer): void {
  const payload = Buffer.from(body);
  const requestId = randomUUID();
  response.writeHead(status, {
    'content-length': payload.length,
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    ...headers,
  });
  response.end(payload);
}
