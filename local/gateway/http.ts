import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Principal, Principals } from '../iam/principal.ts';
import { operator } from '../iam/principals.ts';
import { accessKeyIdOf, verifySignature } from '../iam/sigv4.ts';
import { readBody } from '../http.ts';
import { DYNAMODB_TARGET, STREAMS_TARGET } from './create.ts';
import { AwsError, type FullGateway } from './gateway.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * The gateway as an HTTP endpoint for AWS SDK clients. An access key of the stack is that role or user, restricted by its policies and
 * with its signature verified; any other key is the operator, who may do everything.
 */
export function gatewayListener(
  gateway: FullGateway,
  principals: Principals,
  deployment: { region: string; accountId: string },
): RequestListener {
  const everything = operator(deployment.accountId);

  async function principalOf(request: IncomingMessage, body: string): Promise<Principal> {
    const keyId = accessKeyIdOf(request.headers.authorization ?? '');
    if (keyId === undefined) throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
    const principal = principals.byAccessKeyId(keyId);
    if (!principal) return everything;
    const { method = '', url = '', headers } = request;
    const verdict = await verifySignature({ method, path: url, headers, body }, principal.secretAccessKey, 'dynamodb', deployment.region);
    if (verdict === 'ok') return principal;
    if (verdict === 'expired')
      throw new AwsError('InvalidSignatureException', 'Signature expired: the date of the request is too far away.');
    throw new AwsError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }

  async function answer(request: IncomingMessage): Promise<Record<string, unknown>> {
    const text = await readBody(request, MAX_BODY_BYTES);
    const principal = await principalOf(request, text);
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = parse(text);
    if (target.startsWith(DYNAMODB_TARGET)) return gateway.dynamodb(principal, target.slice(DYNAMODB_TARGET.length), body);
    if (target.startsWith(STREAMS_TARGET)) return gateway.streams(principal, target.slice(STREAMS_TARGET.length), body);
    throw new AwsError('UnknownOperationException', 'The local gateway speaks DynamoDB and DynamoDB Streams only.');
  }

  return (request, response) => {
    answer(request).then(
      (body) => {
        send(response, 200, body);
      },
      (error: unknown) => {
        refuse(response, error);
      },
    );
  };
}

function refuse(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof AwsError ? error : new AwsError('InternalServerError', (error as Error).message, 500);
  if (refusal.status === 0) response.destroy();
  else send(response, refusal.status, refusal.body);
}

function send(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  const payload = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': payload.length,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(payload);
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Answered below like any other body that is not a JSON object.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}
