import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { PermanentError } from './retry.ts';
import { Sha256 } from './sha256.ts';

interface GraphqlError {
  message: string;
  errorType?: string | null;
  path?: readonly (string | number)[] | null;
}

/**
 * What became of the root fields of an operation. One may have failed while the others were done.
 */
export interface Answer {
  data: Readonly<Record<string, unknown>>;
  /** By root field: PermanentError where sending it again is no use. */
  errors: ReadonlyMap<string, Error>;
}

/**
 * Sends one operation, and rejects when it has no answer by `deadline` (epoch milliseconds) or one
 * that is about no field: PermanentError where sending it again is no use. Connections are kept and
 * used again.
 */
export type AppSync = (query: string, variables: Record<string, unknown>, deadline: number) => Promise<Answer>;

/** How long one request may take at most, milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * HTTP statuses below 500 that pass: too many requests; signatures that a clock or fresh
 * permissions spoil for a moment.
 */
const PASSING = [401, 403, 429];

type Signing = Pick<ConstructorParameters<typeof SignatureV4>[0], 'region' | 'credentials'>;

/** A caller of AppSync that signs with these credentials. */
export function createAppSync(url: string, { region, credentials }: Signing): AppSync {
  const { protocol, host, hostname, port, pathname: path } = new URL(url);
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  // As the SDK's clients send theirs: fetch needs three times the processor time for a request.
  const http = new NodeHttpHandler();
  return async (query, variables, deadline) => {
    const body = JSON.stringify({ query, variables });
    const headers = { host, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const request = new HttpRequest({ method: 'POST', protocol, hostname, ...(port && { port: Number(port) }), path, headers, body });
    const abortSignal = AbortSignal.timeout(Math.max(1, Math.min(REQUEST_TIMEOUT_MS, deadline - Date.now())));
    const { response } = await http.handle((await signer.sign(request)) as HttpRequest, { abortSignal });
    return readAnswer(response.statusCode, await text(response.body as Readable));
  };
}

function readAnswer(status: number, body: string): Answer {
  if (status !== 200) {
    const message = `AppSync answered HTTP ${status}: ${body.slice(0, 500)}`;
    throw status < 500 && !PASSING.includes(status) ? new PermanentError(message) : new Error(message);
  }
  const { data, errors = [] } = JSON.parse(body) as { data?: Record<string, unknown> | null; errors?: GraphqlError[] };
  const byField = new Map<string, Error>();
  for (const error of errors) {
    const field = error.path?.[0];
    if (typeof field !== 'string') throw failureOf(error);
    if (!byField.has(field)) byField.set(field, failureOf(error));
  }
  return { data: data ?? {}, errors: byField };
}

/**
 * Without a type AppSync has refused the query, its variables or what a resolver gave, and would
 * again.
 */
function failureOf({ errorType, message }: GraphqlError): Error {
  const sentence = `AppSync answered with ${errorType ?? 'an error'}: ${message}`;
  return errorType ? new Error(sentence) : new PermanentError(sentence);
}
