import type { AvailabilityInput } from '../../schema/types.ts';
import { PermanentError, withRetries } from '../lib/retry.ts';
import type { Failure } from './failure.ts';
import type { Audience, News, Publisher } from './publisher.ts';
import type { LevelChange } from './record.ts';

/**
 * What is still to be published to an audience, in order, and the change to name when that fails.
 */
interface Queue {
  audience: Audience;
  waiting: { change: LevelChange; news: News }[];
}

/**
 * Publishes a level's changes, in order. Staff get each of them. Shoppers get `availability`, the
 * newest state, in the first request, so that they need not wait for the rest of a level that sells
 * fast. What fails is sent again until `deadline` (epoch milliseconds), in one request with what
 * comes next for the other audience. An audience stops at its first event that fails for good; the
 * other goes on.
 */
export async function publishChanges(
  level: readonly LevelChange[],
  availability: AvailabilityInput | undefined,
  publisher: Publisher,
  deadline: number,
): Promise<Failure[]> {
  const queues = queuesOf(level, availability, publisher);
  const failures: Failure[] = [];
  try {
    while (queues.some(({ waiting }) => waiting.length > 0)) {
      const refused = await withRetries(() => sendNext(queues, publisher, deadline), deadline);
      failures.push(...refused);
    }
  } catch (cause) {
    for (const { waiting } of queues) if (waiting[0]) failures.push({ change: waiting[0].change, cause, isRetryable: true });
  }
  return failures;
}

function queuesOf(level: readonly LevelChange[], availability: AvailabilityInput | undefined, publisher: Publisher): Queue[] {
  const [first] = level;
  return [
    { audience: 'stockChange', waiting: level.map((change) => ({ change, news: { stockChange: publisher.stockChange(change) } })) },
    // Named by the first change: only from there on does another delivery know whether shoppers
    // would see a difference.
    { audience: 'availability', waiting: first && availability ? [{ change: first, news: { availability } }] : [] },
  ];
}

/**
 * Sends what is first in each queue, and takes off what needs no other attempt. Answers with what
 * is refused for good, which empties its queue. Rejects when nothing came of it, so that a pause is
 * due.
 */
async function sendNext(queues: readonly Queue[], publisher: Publisher, deadline: number): Promise<Failure[]> {
  const next = queues.map(({ waiting }) => waiting[0]?.news ?? {});
  const refusals = await publisher.publish(Object.assign({}, ...next) as News, deadline);
  const failures: Failure[] = [];
  const passing: unknown[] = [];
  let moved = false;
  for (const queue of queues) {
    const [head] = queue.waiting;
    if (!head) continue;
    const cause = refusals[queue.audience];
    if (cause === undefined) queue.waiting.shift();
    else if (cause instanceof PermanentError) {
      failures.push({ change: head.change, cause, isRetryable: false });
      queue.waiting = [];
    } else {
      passing.push(cause);
      continue;
    }
    moved = true;
  }
  if (!moved) throw passing[0];
  return failures;
}
