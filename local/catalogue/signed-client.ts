import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../../infra/stack-outputs.ts';

/** A GraphQL answer as AppSync sends it with HTTP 200. */
export interface GraphqlAnswer {
  data: Record<string, unknown> | null;
  errors: GraphqlError[];
}

/**
 * One error of an answer. The first step of the path is the alias of a root field; no path: the
 * whole request was refused.
 */
export interface GraphqlError {
  path?: (string | number)[] | null;
  errorType?: string | null;
  errorInfo?: unknown;
  message: string;
}

/** The request got no GraphQL answer. `temporary`: sending it again may work. */
export class RequestError extends Error {
  readonly temporary: boolean;

  constructor(message: string, temporary: boolean) {
    super(message);
    this.name = 'RequestError';
    this.temporary = temporary;
  }
}

/** Sends one GraphQL request. @throws RequestError */
export type SendRequest = (request: { query: string; variables: Record<string, unknown> }) => Promise<GraphqlAnswer>;

/** Milliseconds: the API itself gives up after 30 seconds. */
const REQUEST_TIMEOUT = 35_000;

/**
 * Requests signed with Signature Version 4 as the owner of the credentials, over connections that
 * `fetch` keeps alive.
 */
export function createSignedClient(graphqlUrl: string, region: string, credentials: Credentials): SendRequest {
  const url = new URL(graphqlUrl);
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  return async (request) => {
    const body = JSON.stringify(request);
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: { host: url.host, 'content-type': 'application/json' },
      body,
    });
    const response = await send(graphqlUrl, signed.headers, body);
    if (response.status !== 200) {
      throw new RequestError(`The API answered HTTP ${response.status}: ${response.text.slice(0, 300)}`, isTemporary(response.status));
    }
    return toAnswer(response.text);
  };
}

async function send(url: string, headers: Record<string, string>, body: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(REQUEST_TIMEOUT) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new RequestError(`The API at ${url} did not answer: ${reasonOf(error)}`, true);
  }
}

function isTemporary(status: number): boolean {
  return status === 429 || status >= 500;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch hides the reason, for example ECONNREFUSED, in the cause.
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function toAnswer(text: string): GraphqlAnswer {
  try {
    const { data = null, errors } = JSON.parse(text) as Partial<GraphqlAnswer>;
    return { data, errors: errors ?? [] };
  } catch {
    throw new RequestError(`The API answered with something that is no JSON: ${text.slice(0, 300)}`, false);
  }
}
