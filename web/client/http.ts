import type { Authorization } from './authorization.ts';
import { type AppSyncError, fromAppSync, HELD_OFF, noAnswer, OnhandError } from './errors.ts';
import type { Operation } from './operation.ts';

/** `fetch` as far as it is used here: a text is posted to an address. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Milliseconds after which a query counts as lost. AppSync itself gives up at 30 s, but ours answer
 * in a fraction of one.
 */
export const QUERY_TIMEOUT_MS = 10_000;

/**
 * How one request is sent. `signal` aborts it, and the promise then rejects with the signal's
 * reason.
 */
export interface SendOptions {
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/**
 * `fetch` with proof of who calls. A request that is turned away as a whole for its proof (401,
 * 403: nothing of it took effect) is sent once more with a renewed one. The firewall's 403 is not
 * about the proof.
 */
export function authorizedFetch(authorization: Authorization, send: Fetch = globalThis.fetch): Fetch {
  return async (url, init) => {
    const attempt = async (refused: boolean, serverTime?: number) => {
      const proof = await authorization.prove({ url, body: init.body as string, over: 'http', refused, serverTime });
      return send(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...proof } });
    };
    const answer = await attempt(false);
    if (!authorization.renewable || !(await isAboutProof(answer))) return answer;
    await answer.body?.cancel();
    return attempt(true, timeOf(answer));
  };
}

/**
 * The server's clock when it answered, milliseconds since 1970; undefined where the answer does not
 * say, or another origin may not read it.
 */
export function timeOf({ headers }: Response): number | undefined {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? undefined : time;
}

async function isAboutProof(answer: Response): Promise<boolean> {
  if (answer.status !== 403) return answer.status === 401;
  return !(await answer.clone().text()).includes(HELD_OFF);
}

/** What a query answered. AppSync answers in parts: `data` can be there beside `errors`. */
export interface Answer<Data> {
  data: Data | null;
  errors: readonly OnhandError[];
}

/**
 * Sends one query. Rejects with an OnhandError when the request was refused as a whole or brought
 * no answer.
 */
export async function sendQuery<Data, Variables>(
  send: Fetch,
  url: string,
  query: Operation<Data, Variables>,
  variables: Variables,
  { timeoutMs = QUERY_TIMEOUT_MS, signal }: SendOptions = {},
): Promise<Answer<Data>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let status = 0;
  let retryAfterMs = 0;
  let body: { data?: Data | null; errors?: AppSyncError[] };
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    ({ status } = response);
    retryAfterMs = retryAfterOf(response);
    body = (await response.json()) as typeof body;
  } catch (cause) {
    signal?.throwIfAborted();
    const what = `The API at ${new URL(url).host}`;
    const happened = status === 0 ? 'could not be reached.' : `answered HTTP ${status} without a readable body.`;
    throw noAnswer(`${what} ${happened}`, cause, { status, retryAfterMs });
  }
  const errors = (body.errors ?? []).map((error) => fromAppSync(error, { status, retryAfterMs }));
  // Refused as a whole: there is no data key, or none worth reading.
  if (body.data === undefined)
    throw errors[0] ?? new OnhandError('NO_ANSWER', `The API answered HTTP ${status} without data.`, { status, retryAfterMs });
  return { data: body.data, errors };
}

/**
 * `Retry-After` in milliseconds: seconds or a date; 0 where there is none, where it is over, and
 * where another origin may not read it.
 */
function retryAfterOf({ headers }: Response): number {
  const retryAfter = headers.get('retry-after') ?? '';
  const waitMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Math.max(0, waitMs || 0);
}
