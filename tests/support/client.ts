import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { noteMade } from '../../scripts/conformance/journal.ts';
import type { Credentials, StackDescription } from './stack.ts';

/** One entry of `errors`, as AppSync sends it. */
export interface GraphqlError {
  message: string;
  errorType?: string | null;
  errorInfo?: unknown;
  data?: unknown;
  path?: (string | number)[] | null;
  locations?: { line: number; column: number; sourceName: null }[] | null;
}

/**
 * An HTTP answer of the API. `data` and `errors` are undefined where the body does not have them.
 */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  data: Record<string, unknown> | null | undefined;
  errors: GraphqlError[] | undefined;
}

/** Somebody who can call the API of one stack, and how they prove who they are. */
export interface Caller {
  readonly name: string;
  /** Sends one request with this body, whatever it is. */
  post(body: string, headers?: Record<string, string>): Promise<Answer>;
  /** The headers that prove who posts this body to this address. */
  prove(url: URL, body: string): Promise<Record<string, string>>;
}

/** A GraphQL request's variables. `unknown`, because tests also send what the schema forbids. */
export type Variables = Readonly<Record<string, unknown>>;

/** Sends one GraphQL operation. */
export async function send(caller: Caller, query: string, variables?: Variables): Promise<Answer> {
  return caller.post(JSON.stringify(variables === undefined ? { query } : { query, variables }));
}

type Proof = (url: URL, body: string) => Promise<Record<string, string>>;

/** A caller with a proof of its own, for the ones that the API must turn away. */
export function callerWith(stack: StackDescription, name: string, proof: Record<string, string>): Caller {
  return caller(stack, name, async () => proof);
}

/** How a signature can differ from the one that a caller should make. */
export interface Signing {
  region?: string;
  service?: string;
  /** Default now. */
  date?: Date;
  /** What is signed instead of the body that is sent. */
  body?: string;
}

/** A caller that signs its requests with SigV4. */
export function signedCaller(stack: StackDescription, name: string, credentials: Credentials, signing: Signing = {}): Caller {
  const { region = stack.region, service = 'appsync', date } = signing;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  return caller(stack, name, async (url, sent) => {
    const request = {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, 'content-type': 'application/json' },
      body: signing.body ?? sent,
    };
    const signed = await signer.sign(request, date === undefined ? {} : { signingDate: date });
    // fetch sets the host header itself, to the same value as was signed.
    return Object.fromEntries(Object.entries(signed.headers).filter(([header]) => header !== 'host'));
  });
}

/** The callers that the contract names, and nobody. */
export function callersOf(stack: StackDescription) {
  return {
    storefront: callerWith(stack, 'storefront', { 'x-api-key': stack.apiKey }),
    admin: callerWith(stack, 'admin', { authorization: stack.tokens.admin }),
    viewer: callerWith(stack, 'viewer', { authorization: stack.tokens.viewer }),
    checkout: signedCaller(stack, 'checkout', stack.credentials.checkout),
    catalogue: signedCaller(stack, 'catalogue', stack.credentials.catalogue),
    nobody: callerWith(stack, 'nobody', {}),
  };
}

export type Callers = ReturnType<typeof callersOf>;

function caller(stack: StackDescription, name: string, proof: Proof): Caller {
  const url = new URL(stack.graphqlUrl);
  return {
    name,
    prove: proof,
    async post(body, headers = {}) {
      noteMade(body);
      const proven = await proof(url, body);
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...proven, ...headers }, body });
      return readAnswer(response);
    },
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const body = await response.text();
  const parsed = parseObject(body);
  return {
    status: response.status,
    headers: response.headers,
    body,
    data: parsed['data'] as Answer['data'],
    errors: parsed['errors'] as Answer['errors'],
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
