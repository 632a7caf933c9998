import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Principal, Principals } from '../iam/principal.ts';
import { operator } from '../iam/principals.ts';
import { accessKeyIdOf, serviceOf, verifySignature } from '../iam/sigv4.ts';
import { readBytes } from '../lib/http.ts';
import type { ServiceProtocol, ServiceAnswer } from './service-protocol.ts';
import { AwsError } from './gateway.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The services behind the address by the name that their signatures carry. */
export type ServiceProtocols = Readonly<Record<'dynamodb', ServiceProtocol> & Partial<Record<string, ServiceProtocol>>>;

/**
 * The gateway as one HTTP endpoint for AWS SDK clients of every service. An access key of the stack
 * is that role or user, restricted by its policies and with its signature verified; any other key
 * is the operator, who may do everything.
 */
export function gatewayListener(
  protocols: ServiceProtocols,
  principals: Principals,
  deployment: { region: string; accountId: string },
): RequestListener {
  const everything = operator(deployment.accountId);

  function principalOf(request: IncomingMessage, body: Uint8Array, service: string): Principal {
    const keyId = accessKeyIdOf(request.headers.authorization ?? '');
    if (keyId === undefined) throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
    const principal = principals.byAccessKeyId(keyId);
    if (!principal) return everything;
    const { method = '', url = '', headers } = request;
    const verdict = verifySignature({ method, path: url, headers, body }, principal.secretAccessKey, service, deployment.region);
    const session = headers['x-amz-security-token'];
    if (verdict === 'ok') return typeof session === 'string' ? { ...principal, session } : principal;
    if (verdict === 'expired')
      throw new AwsError('InvalidSignatureException', 'Signature expired: the date of the request is too far away.');
    throw new AwsError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }

  async function answer(request: IncomingMessage, protocol: ServiceProtocol, service: string): Promise<ServiceAnswer> {
    const body = await readBytes(request, MAX_BODY_BYTES);
    const principal = principalOf(request, body, service);
    const { method = '', url = '', headers } = request;
    return protocol.answer({ method, path: url, headers, body, principal });
  }

  return (request, response) => {
    const service = serviceOf(request.headers.authorization ?? '') ?? 'dynamodb';
    const protocol = protocols[service] ?? protocols.dynamodb;
    answer(request, protocol, service).then(
      (answered) => {
        send(response, answered);
      },
      (error: unknown) => {
        const refusal = error instanceof AwsError ? error : new AwsError('InternalServerError', (error as Error).message, 500);
        if (refusal.status === 0) response.destroy();
        else send(response, protocol.refuse(refusal));
      },
    );
  };
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
