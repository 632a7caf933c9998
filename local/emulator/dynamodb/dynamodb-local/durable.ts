import { DYNAMODB_TARGET } from '../../gateway/actions.ts';
import type { Call } from '../database.ts';

/**
 * Makes an answered write survive the death of DynamoDB Local. It answers a write to its file
 * before the commit; killed in between, the write is gone (seen in 10 of 24 kills under load). It
 * works through its queue in order, so an answer to any later call means that the commit is done.
 * One such call covers every write that was answered before it began. If it fails, so does the
 * write: nobody knows whether it is there.
 */
export function durable(call: Call): Call {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function startBarrier(): Promise<void> {
    await running.catch(() => undefined);
    next = undefined;
    running = call(`${DYNAMODB_TARGET}ListTables`, { Limit: 1 });
    await running;
  }

  return async (target, body) => {
    const answer = await call(target, body);
    if (/\.(Put|Update|Delete|BatchWrite|TransactWrite)Items?$/.test(target)) await (next ??= startBarrier());
    return answer;
  };
}
