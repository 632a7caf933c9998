import { AwsError } from '../../local/emulator/gateway/gateway.ts';
import type { Chance } from '../platform/chance.ts';
import type { VirtualClock } from '../platform/clock.ts';
import type { FaultKind, Faults } from '../faults.ts';

/** What one way over the network takes, and what happens on it. */
export interface Hops {
  /** Waits for so many milliseconds of virtual time. */
  pause: (milliseconds: number) => Promise<void>;
  /** One way. */
  oneWay: () => Promise<void>;
  /** A call there and back; what goes wrong with it is among these kinds. */
  call: <Answer>(kinds: CallFaults, send: () => Promise<Answer>) => Promise<Answer>;
}

/** The kinds of fault that a call can have. What it is answered with then is thrown. */
export interface CallFaults {
  /** It is refused, and has no effect. */
  refused: readonly (readonly [kind: FaultKind, answer: () => unknown])[];
  /** It or its answer comes late, after whoever waits may have given up. */
  slow?: { kind: FaultKind; leastMs: number; mostMs: number };
  /** It has its effect, and nobody hears of it. */
  lost: FaultKind;
}

/** Hops of this average length. */
export function createHops(chance: Chance, clock: VirtualClock, hopMs: number, faults: Faults): Hops {
  const own = chance.fork('hops');
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      clock.after(milliseconds, resolve);
    });
  // Most are quick and some take ten times as long, so that calls overtake each other.
  const oneWay = () => pause(-Math.log(1 - own.next()) * hopMs);
  return {
    pause,
    oneWay,
    call: async ({ refused, slow, lost }, send) => {
      await oneWay();
      for (const [kind, answer] of refused) if (faults.hits(kind)) throw answer();
      const late = slow && faults.hits(slow.kind) ? pause.bind(undefined, own.between(slow.leastMs, slow.mostMs)) : undefined;
      const isBefore = late && own.happens(0.5);
      if (isBefore) await late();
      const outcome = await send().then(
        (answer) => () => answer,
        (error: unknown) => () => {
          throw error;
        },
      );
      if (!isBefore) await late?.();
      await oneWay();
      if (faults.hits(lost)) throw connectionLost();
      return outcome();
    },
  };
}

/** No answer arrived. */
export function connectionLost(): AwsError {
  return new AwsError('ConnectionLost', 'The connection was lost before the answer arrived.', 0);
}
