import { randomUUID } from 'node:crypto';

/** A request at the GraphQL address. Header names are lower-case; a header sent twice is a list. */
export interface HttpRequest {
  method: string;
  /** With the query string, as it was signed. */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
  /** Address of the TCP peer. */
  sourceIp: string;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const EXPOSED = 'x-amzn-RequestId,x-amzn-ErrorType,x-amz-user-agent,x-amzn-ErrorMessage,Date,x-amz-schema-version';
const PREFLIGHT_SECONDS = 172_800;

/** A request that is refused as a whole. The body has no `data`. */
export class RequestError extends Error {
  readonly status: number;
  readonly errorType: string;

  constructor(status: number, errorType: string, message: string) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
    this.errorType = errorType;
  }
}

/** A body that is not a GraphQL request. */
export function malformedRequest(message: string): RequestError {
  return new RequestError(400, 'MalformedHttpRequestException', message);
}

/** A JSON answer with the headers that every answer of the service carries. */
export function jsonResponse(status: number, body: object, requestId: string, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...commonHeaders(requestId), ...headers },
    body: JSON.stringify(body),
  };
}

/** The answer to a request that is refused as a whole. */
export function refusal(error: RequestError, requestId: string): HttpResponse {
  const body = { errors: [{ errorType: error.errorType, message: error.message }] };
  return jsonResponse(error.status, body, requestId, { 'x-amzn-ErrorType': error.errorType });
}

/** The answer to a CORS preflight: any origin, POST, the headers that were asked for. */
export function preflightResponse(request: HttpRequest): HttpResponse {
  const asked = request.headers['access-control-request-headers'];
  return {
    status: 200,
    headers: {
      ...commonHeaders(randomUUID()),
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': (Array.isArray(asked) ? asked.join(',') : asked) ?? '*',
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    },
    body: '',
  };
}

function commonHeaders(requestId: string): Record<string, string> {
  return {
    'x-amzn-RequestId': requestId,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': EXPOSED,
    'cache-control': 'no-cache',
  };
}

/** The first value of a header, or undefined. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
