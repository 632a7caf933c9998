import type { StackDescription } from './stack.ts';

/** Scheduled work that the local stack runs by hand. */
type Work = 'audit-stock' | 'check-thresholds' | 'expire-reservations' | 'finish-orders' | 'ttl';

/** What a run says that it did. */
export type RunReport = Record<string, unknown>;

/** Runs scheduled work now and answers what it did. Rejects when it failed. */
export async function runNow(stack: StackDescription, work: Work): Promise<RunReport> {
  const { status, body } = await tryRun(stack, work);
  if (status !== 200) throw new Error(`${work} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** The same for runs that may fail: with the status of HTTP. */
export async function tryRun(stack: StackDescription, work: Work): Promise<{ status: number; body: RunReport }> {
  const response = await fetch(new URL(`/_local/run/${work}`, stack.graphqlUrl), { method: 'POST' });
  return { status: response.status, body: (await response.json()) as RunReport };
}
