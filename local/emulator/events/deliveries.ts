import { randomUUID } from 'node:crypto';
import { pause } from '../lambda/pause.ts';
import { within } from '../lib/machine-time.ts';
import type { Attempt, Deliver, Failure } from './attempt.ts';
import type { BusEvent } from './event.ts';
import type { Delivery, Journal } from './journal.ts';
import type { EventRule, RuleTarget } from './rules.ts';

/** Takes events to the targets of rules. */
export interface Deliveries {
  /** Notes who gets these events; they are on their way when it returns. */
  take: (bus: string, events: readonly BusEvent[]) => void;
  /** Begins to deliver, with what an earlier process left. */
  start: () => void;
  /** Begins nothing more and gives what is under way a moment; the rest waits for a next start. */
  stop: () => Promise<void>;
}

/** What deliveries work with. */
export interface DeliveriesParts {
  rules: readonly EventRule[];
  open: (target: RuleTarget) => Deliver;
  sendToQueue: (arn: string, message: Readonly<Record<string, unknown>>) => Promise<Attempt>;
  journal: Journal;
  log: (line: string) => void;
  /** Ends what waits; aborted by `stop`. */
  stopping: AbortController;
  /** Of the first retry, milliseconds; for tests. */
  firstRetryMs?: number | undefined;
}

/** One target, and what is on its way to it. */
interface Lane {
  target: RuleTarget;
  deliver: Deliver;
  waiting: Waiting[];
  underWay: number;
}

interface Waiting {
  delivery: Delivery;
  /** Attempts before. */
  attempts: number;
}

/** Deliveries of one target at once. In AWS there is no bound. */
const MAX_UNDER_WAY = 16;
const FIRST_RETRY_MS = 500;
/** 185 retries with this wait are the day that EventBridge tries for. */
const LONGEST_RETRY_MS = 8 * 60_000;
/** Milliseconds of machine time. */
const STOP_TIMEOUT_MS = 2_000;

/**
 * Delivers at least once, each target for itself: one that fails or is slow holds up no other. The
 * age of an event counts on the clock, and so while the stack is off.
 */
export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { rules, open, journal, log, stopping, firstRetryMs = FIRST_RETRY_MS } = parts;
  const lanes = rules.flatMap((rule) => rule.targets.map((target): Lane => ({ target, deliver: open(target), waiting: [], underWay: 0 })));
  const underWay = new Set<Promise<void>>();
  let started = false;

  function move(lane: Lane): void {
    while (started && !stopping.signal.aborted && lane.underWay < MAX_UNDER_WAY) {
      const next = lane.waiting.shift();
      if (!next) return;
      lane.underWay += 1;
      const work = attempt(lane, next).finally(() => {
        underWay.delete(work);
        lane.underWay -= 1;
        move(lane);
      });
      underWay.add(work);
    }
  }

  async function attempt(lane: Lane, { delivery, attempts }: Waiting): Promise<void> {
    const { target, deliver } = lane;
    const outcome = await attemptOf(target, deliver, delivery);
    if (outcome.kind === 'delivered') {
      journal.end(delivery);
      return;
    }
    // What the end of the stack cut short is tried again by the next one.
    if (stopping.signal.aborted) return;
    const waitMs = Math.max(backoffMs(attempts, firstRetryMs), outcome.waitMs ?? 0);
    const exhausted = exhaustedBy(outcome, target, { attempts, nextAgeMs: Date.now() + waitMs - delivery.receivedAt });
    if (exhausted === undefined) {
      // Meanwhile others have its place.
      void pause(waitMs, stopping.signal).then(() => {
        lane.waiting.push({ delivery, attempts: attempts + 1 });
        move(lane);
      });
      return;
    }
    await giveUp(target, delivery, outcome, { exhausted, retries: attempts });
    journal.end(delivery);
  }

  async function giveUp(target: RuleTarget, { event }: Delivery, failure: Failure, { exhausted, retries }: GivenUp): Promise<void> {
    const { rule, arn, deadLetters } = target;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message.slice(0, 1_024),
      RETRY_ATTEMPTS: String(retries),
      ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    const kept =
      deadLetters !== undefined && (await parts.sendToQueue(deadLetters, { MessageBody: JSON.stringify(event), MessageAttributes }));
    const where = kept && kept.kind === 'delivered' ? `is in ${deadLetters}` : 'is lost: the target has no dead-letter queue that took it';
    log(`${rule.name}: an event for ${arn} that was given up (${failure.code}: ${failure.message.slice(0, 200)}) ${where}.`);
  }

  function add(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const lane = lanes.find(({ target }) => target.rule.arn === delivery.rule && target.id === delivery.target);
      // The template may have lost the rule since.
      if (!lane) journal.end(delivery);
      lane?.waiting.push({ delivery, attempts: 0 });
    }
    lanes.forEach(move);
  }

  return {
    take: (bus, events) => {
      const receivedAt = Date.now();
      const deliveries = events.flatMap((event) =>
        rules
          .filter((rule) => rule.bus === bus && rule.matches(event))
          .flatMap((rule) => rule.targets.map((target) => ({ id: randomUUID(), rule: rule.arn, target: target.id, event, receivedAt }))),
      );
      if (deliveries.length === 0) return;
      journal.begin(deliveries);
      add(deliveries);
    },
    start: () => {
      started = true;
      add(journal.left);
    },
    stop: async () => {
      stopping.abort();
      await within(STOP_TIMEOUT_MS, Promise.all(underWay));
    },
  };
}

type Condition = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | '';

interface GivenUp {
  exhausted: Condition | undefined;
  retries: number;
}

/**
 * Why there is no further attempt, which would be at this age; empty where it would be of no use;
 * undefined: there is one.
 */
function exhaustedBy(failure: Failure, target: RuleTarget, { attempts, nextAgeMs }: Prospect): Condition | undefined {
  if (!failure.retry) return '';
  if (attempts >= target.maxRetries) return 'MaximumRetryAttempts';
  return nextAgeMs > target.maxAgeMs ? 'MaximumEventAgeInSeconds' : undefined;
}

interface Prospect {
  attempts: number;
  nextAgeMs: number;
}

async function attemptOf({ input }: RuleTarget, deliver: Deliver, { event, receivedAt }: Delivery): Promise<Attempt> {
  try {
    return await deliver(input(event, receivedAt), event);
  } catch (error) {
    return { kind: 'failed', retry: false, code: 'INTERNAL_ERROR', message: (error as Error).message };
  }
}

/** Doubled each time, of which up to half is left out by chance. */
function backoffMs(retries: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** retries, LONGEST_RETRY_MS) * (0.5 + Math.random() / 2);
}
