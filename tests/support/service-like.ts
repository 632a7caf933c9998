import { expect } from 'vitest';
import type { StackDescription } from './stack.ts';

/**
 * Runs something while DynamoDB has conflicts, throttling and durations as the service has them.
 */
export async function likeTheService(stack: StackDescription, work: () => Promise<unknown>): Promise<void> {
  const url = new URL('/_local/service-like', stack.graphqlUrl);
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  expect(answer.status).toBe(200);
  try {
    await work();
  } finally {
    await fetch(url, { method: 'DELETE' });
  }
}
