import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { PermanentError } from './retry.ts';

interface GraphqlError {
  message: string;
  errorType?: string | null;
}

/**
 * Sends one operation and answers with its data, or rejects until `deadline` (epoch milliseconds). Rejects on anything but data without
 * errors: PermanentError where sending again is no use.
 */
export type AppSync = (query: string, variables: Record<string, unknown>, deadline: number) => Promise<Record<string, unknown>>;

/** How long one request may take at most, milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;

/** HTTP statuses below 500 that pass: too many requests; signatures that a clock or fresh permissions spoil for a moment. */
const PASSING = [401, 403, 429];

type Signing = Pick<ConstructorParameters<typeof SignatureV4>[0], 'region' | 'credentials'>;

/** A caller of AppSync that signs with these credentials. */
export function createAppSync(url: string, { region, credentials }: Signing): AppSync {
  const { protocol, host, hostname, pathname } = new URL(url);
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  return async (query, variables, deadline) => {
    const body = JSON.stringify({ query, variables });
    const request = { method: 'POST', protocol, hostname, path: pathname, headers: { host, 'content-type': 'application/json' }, body };
    const { headers } = await signer.sign(request);
    const response = await fetch(url, {
      method: 'POST',
      headers: withoutHost(headers),
      body,
      signal: AbortSignal.timeout(Math.max(1, Math.min(REQUEST_TIMEOUT_MS, deadline - Date.now()))),
    });
    return readAnswer(response.status, await response.text());
  };
}

/** fetch sets that one itself, to the value that was signed. */
function withoutHost(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
}

function readAnswer(status: number, text: string): Record<string, unknown> {
  if (status !== 200) {
    const message = `AppSync answered HTTP ${status}: ${text.slice(0, 500)}`;
    throw status < 500 && !PASSING.includes(status) ? new PermanentError(message) : new Error(message);
  }
  const { data, errors = [] } = JSON.parse(text) as { data?: Record<string, unknown> | null; errors?: GraphqlError[] };
  const [error] = errors;
  if (error) {
    const message = `AppSync answered with ${error.errorType ?? 'an error'}: ${error.message}`;
    // Without a type AppSync has refused the query or its variables, and would again.
    throw error.errorType ? new Error(message) : new PermanentError(message);
  }
  if (!data) throw new Error('AppSync answered without data.');
  return data;
}
