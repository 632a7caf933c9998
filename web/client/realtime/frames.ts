import { type AppSyncError, fromAppSync, isUnauthorized, type OnhandError } from '../errors.ts';

/** What the server sends, as far as the client looks at it. */
export interface ServerFrame {
  type: string;
  id?: string;
  payload?: { connectionTimeoutMs?: number; data?: unknown; errors?: AppSyncError[] };
}

/** Reads a message of the server; undefined when it is none of the protocol. */
export function readFrame(text: unknown): ServerFrame | undefined {
  try {
    const frame = JSON.parse(String(text)) as ServerFrame | null;
    return typeof frame?.type === 'string' ? frame : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The subprotocols of the handshake, which is how a browser, having no headers there, passes its
 * proof.
 */
export function subprotocols(header: Record<string, string>): string[] {
  const encoded = btoa(JSON.stringify(header)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return ['graphql-ws', `header-${encoded}`];
}

/**
 * Why the server refused, and what can be done: nothing (`final`), try with a new proof
 * (`unauthorized`), try later (`passing`).
 */
export interface Refusal {
  error: OnhandError;
  verdict: 'final' | 'unauthorized' | 'passing';
}

const PASSING = /limitexceeded|throttl|toomanyrequests|internal|unavailable|timeout|contention|duplicated/i;
const FINAL = /invalid|badrequest|unsupported|notsupported|validation|malformed|maxsubscriptions/i;

/**
 * Reads an `error` or `connection_error`. What is not known counts as passing: it is tried again,
 * ever more slowly.
 */
export function readRefusal(frame: ServerFrame): Refusal {
  const sent = frame.payload?.errors?.[0] ?? {};
  const error = fromAppSync(sent);
  const { errorType } = error;
  const code = sent.errorCode ?? 0;
  if (isUnauthorized(error) || code === 401 || code === 403) return { error, verdict: 'unauthorized' };
  if (PASSING.test(errorType) || code === 429) return { error, verdict: 'passing' };
  return { error, verdict: FINAL.test(errorType) || (code >= 400 && code < 500) ? 'final' : 'passing' };
}
