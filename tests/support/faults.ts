import type { StackDescription } from './stack.ts';

/** A failure that the local stack's gateway makes up for the next calls of one DynamoDB operation. */
export interface Fault {
  operation: string;
  kind: 'conflict' | 'reasons' | 'throttle' | 'internal' | 'answer-lost' | 'unprocessed' | 'delay';
  /** How many calls it hits. */
  times: number;
  /** For `reasons`: the cancellation code of each entry of the transaction, in its order. */
  reasons?: string[];
}

const writes = ['TransactWriteItems', 'PutItem', 'UpdateItem', 'DeleteItem'];

/** The same failure for whichever operation writes. */
export function onEveryWrite(kind: Fault['kind'], times: number): Fault[] {
  return writes.map((operation) => ({ operation, kind, times }));
}

/** Runs something while faults are armed; whatever is left of them afterwards is taken away. */
export async function withFaults<Result>(stack: StackDescription, faults: Fault[], work: () => Promise<Result>): Promise<Result> {
  await control(stack, 'POST', faults);
  try {
    return await work();
  } finally {
    await control(stack, 'DELETE');
  }
}

async function control(stack: StackDescription, method: string, faults?: Fault[]): Promise<void> {
  const url = new URL('/_local/faults', stack.graphqlUrl);
  const body = faults === undefined ? {} : { body: JSON.stringify(faults) };
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, ...body });
  if (!response.ok) throw new Error(`${method} ${url.href} answered ${response.status}: ${await response.text()}`);
}
