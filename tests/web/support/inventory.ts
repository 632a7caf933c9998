import { onTestFinished } from 'vitest';
import { createInventoryClient, type InventoryClient, type InventoryOptions } from '../../../web/client/inventory.ts';
import { CallError } from '../../../web/client/retry.ts';
import { type FakeApi, fakeApi, type HttpAnswer } from './fake-api.ts';
import { key, quickly } from './listening.ts';

export const quickRetry = { budgetMs: 60_000, backoff: { baseMs: 1, capMs: 5 } };

export function clientOf({ graphqlUrl, realtimeUrl }: FakeApi, options: Partial<InventoryOptions> = {}): InventoryClient {
  const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: key, times: quickly, retry: quickRetry, ...options });
  onTestFinished(() => client.close());
  return client;
}

export const refusal = (field: string, errorType: string, errorInfo: unknown = null): HttpAnswer => ({
  body: { data: { [field]: null }, errors: [{ message: 'A sentence.', errorType, errorInfo, path: [field] }] },
});
export const contention = (field: string) => refusal(field, 'CONTENTION', { retryAfterMs: 1 });
export const unreadable: HttpAnswer = { status: 200, body: '' };

/** A fake that answers the calls one after the other with these, the last one for ever. */
export async function answering(...answers: HttpAnswer[]): Promise<FakeApi> {
  const api = await fakeApi();
  api.onHttp = () => answers[Math.min(api.calls.length, answers.length) - 1] ?? unreadable;
  return api;
}

export async function failureOf(call: Promise<unknown>): Promise<CallError> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof CallError)) throw new Error('The call did not fail with a CallError.', { cause: failure });
  return failure;
}
