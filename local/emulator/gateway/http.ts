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

/** A call of a service, its body read. */
export interface ReceivedCall {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Uint8Array;
}

/** Answers calls of every service. Rejects never, but for the connection that breaks. */
export interface ServiceDoor {
  /** Undefined when the connection is to break without an answer. */
  answer: (call: ReceivedCall) => Promise<ServiceAnswer | undefined>;
}

/**
 * The gateway for AWS SDK clients of every service. An access key of the stack is that role or
 * user, restricted by its policies and with its signature verified; any other key is the operator,
 * who may do everything. A form without a signature is for STS.
 */
export function createServiceDoor(
  protocols: ServiceProtocols,
  principals: Principals,
  deployment: { region: string; accountId: string },
): ServiceDoor {
  const everything = operator(deployment.accountId);

  function principalOf({ method, path, headers, body }: ReceivedCall, service: string): Principal {
    if (service === UNSIGNED && headers.authorization === undefined) return NOBODY;
    const verdict = verifyCaller({ method, path, headers, body }, principals, { service, region: deployment.region });
    if ('principal' in verdict) return verdict.principal;
    const { refusal } = verdict;
    if (refusal === 'unknown' && !isOfSession(accessKeyIdOf(headers.authorization ?? '') ?? '')) return everything;
    throw new AwsError(...REFUSALS[refusal]);
  }

  return {
    answer: async (call) => {
      const service = serviceOf(call.headers.authorization ?? '') ?? (isForm(call) ? UNSIGNED : 'dynamodb');
      const protocol = protocols[service] ?? protocols.dynamodb;
      return answered(protocol, async () => protocol.answer({ ...call, principal: principalOf(call, service) }));
    },
  };
}

/** The same as one HTTP endpoint. */
export function gatewayListener(
  protocols: ServiceProtocols,
  principals: Principals,
  deployment: { region: string; accountId: string },
): RequestListener {
  const door = createServiceDoor(protocols, principals, deployment);
  return listener((call) => door.answer(call), protocols.dynamodb);
}

/** A service at an address of its own, for calls that need no signature. */
export function unsignedListener(protocol: ServiceProtocol): RequestListener {
  return listener((call) => answered(protocol, () => protocol.answer({ ...call, principal: NOBODY })), protocol);
}

/** `fallback` writes the refusal of a body that cannot be read. */
function listener(answer: (call: ReceivedCall) => Promise<ServiceAnswer | undefined>, fallback: ServiceProtocol): RequestListener {
  return (request, response) => {
    const { method = '', url: path = '', headers } = request;
    void readBytes(request, MAX_BODY_BYTES)
      .then((body) => answer({ method, path, headers, body }))
      .catch((error: unknown) => fallback.refuse(asRefusal(error)))
      .then((given) => {
        if (given) send(response, given);
        else response.destroy();
      });
  };
}

/** The answer of a service, or its refusal; undefined where no answer arrives. */
async function answered(protocol: ServiceProtocol, answer: () => Promise<ServiceAnswer>): Promise<ServiceAnswer | undefined> {
  try {
    return await answer();
  } catch (error) {
    const refusal = asRefusal(error);
    return refusal.status === 0 ? undefined : protocol.refuse(refusal);
  }
}

function asRefusal(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalServerError', (error as Error).message, 500);
}

/** The query protocol, which STS has. */
function isForm({ headers }: ReceivedCall): boolean {
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
