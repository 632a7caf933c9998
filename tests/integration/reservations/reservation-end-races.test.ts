import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StockChange, StockLevel } from '../../../schema/types.ts';
import { type Callers, callersOf } from '../../support/client.ts';
import { inTime, NotInTime, overtaken } from '../../support/faults.ts';
import { expectFeedCaughtUp } from '../../support/expect-feed.ts';
import { letEnd, letTtlFind } from '../../support/reservation-fixtures.ts';
import { aLevel, aReservation, keyOf, line } from '../../support/fixtures.ts';
import {
  act,
  broomsAtReservation,
  callersAtReservation,
  endAtLast,
  type Ender,
  type Scene,
  writeOf,
} from '../../support/reservation-enders.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { getReservation, stock, stockHistory } from '../../support/operations.ts';
import { accepted } from '../../support/outcome.ts';
import { withOwnStack } from '../../support/own-stack.ts';
import { allOf } from '../../support/paging.ts';
import { inParallel } from '../../support/race.ts';
import { runNow } from '../../support/run-now.ts';
import { isLocal, type StackDescription, useStack } from '../../support/stack.ts';
import { eventually, pause } from '../../support/wait.ts';
import { withoutSchedules } from '../../support/without-schedules.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const enders: readonly Ender[] = [...callersAtReservation, ...broomsAtReservation];
/** Units of the reservation that nobody touches. */
const STAYING = 3;
let stack: StackDescription;
let callers: Callers;

/**
 * What comes of the slow one's write, after it was overtaken; what of the fast one; and the one end
 * in the history, when all is over: of a reservation that a late payment has taken again, the
 * second.
 */
type Met = [slow: string, fast: string, end: StockChange['cause']];

// A reservation of 3 of 10 units. A slow call has read it in its last moment, and its write arrives
// when it is due; a fast call is done before that, a fast sweep or TTL in between. A slow sweep or
// TTL has found it due. What is still active at last is swept or released.
const met: Record<Ender, Record<Ender, Met>> = {
  ship: {
    ship: ['RESERVATION_CLOSED', 'OK', 'FULFILLED'],
    release: ['RESERVATION_CLOSED', 'OK', 'RELEASED'],
    extend: ['OK', 'OK', 'FULFILLED'],
    change: ['RESERVATION_EXPIRED', 'OK', 'EXPIRED'],
    commit: ['OK', 'OK', 'FULFILLED'],
    'pay-late': ['OK', 'OK', 'FULFILLED'],
    sweep: ['RESERVATION_EXPIRED', '1 closed', 'EXPIRED'],
    ttl: ['NOT_FOUND', '1 deleted', 'EXPIRED'],
  },
  release: {
    ship: ['RESERVATION_CLOSED', 'OK', 'FULFILLED'],
    release: ['OK', 'OK', 'RELEASED'],
    extend: ['OK', 'OK', 'RELEASED'],
    change: ['OK', 'OK', 'EXPIRED'],
    commit: ['OK', 'OK', 'RELEASED'],
    'pay-late': ['OK', 'OK', 'RELEASED'],
    sweep: ['OK', '1 closed', 'EXPIRED'],
    ttl: ['NOT_FOUND', '1 deleted', 'EXPIRED'],
  },
  extend: {
    ship: ['RESERVATION_CLOSED', 'OK', 'FULFILLED'],
    release: ['RESERVATION_CLOSED', 'OK', 'RELEASED'],
    extend: ['OK', 'OK', 'RELEASED'],
    change: ['OK', 'OK', 'RELEASED'],
    commit: ['OK', 'OK', 'RELEASED'],
    'pay-late': ['OK', 'OK', 'RELEASED'],
    sweep: ['RESERVATION_EXPIRED', '1 closed', 'EXPIRED'],
    ttl: ['NOT_FOUND', '1 deleted', 'EXPIRED'],
  },
  change: {
    ship: ['RESERVATION_CLOSED', 'OK', 'FULFILLED'],
    release: ['RESERVATION_CLOSED', 'OK', 'RELEASED'],
    extend: ['OK', 'OK', 'RELEASED'],
    change: ['RESERVATION_EXPIRED', 'OK', 'EXPIRED'],
    commit: ['OK', 'OK', 'RELEASED'],
    'pay-late': ['OK', 'OK', 'RELEASED'],
    sweep: ['RESERVATION_EXPIRED', '1 closed', 'EXPIRED'],
    ttl: ['NOT_FOUND', '1 deleted', 'EXPIRED'],
  },
  commit: {
    ship: ['RESERVATION_CLOSED', 'OK', 'FULFILLED'],
    release: ['RESERVATION_CLOSED', 'OK', 'RELEASED'],
    extend: ['OK', 'OK', 'RELEASED'],
    change: ['RESERVATION_EXPIRED', 'OK', 'EXPIRED'],
    commit: ['ID_REUSED', 'OK', 'RELEASED'],
    'pay-late': ['ID_REUSED', 'OK', 'RELEASED'],
    sweep: ['RESERVATION_EXPIRED', '1 closed', 'EXPIRED'],
    ttl: ['NOT_FOUND', '1 deleted', 'EXPIRED'],
  },
  'pay-late': {
    ship: ['RESERVATION_CLOSED', 'OK', 'FULFILLED'],
    release: ['RESERVATION_CLOSED', 'OK', 'RELEASED'],
    extend: ['OK', 'OK', 'RELEASED'],
    change: ['OK', 'OK', 'RELEASED'],
    commit: ['ID_REUSED', 'OK', 'RELEASED'],
    'pay-late': ['ID_REUSED', 'OK', 'RELEASED'],
    sweep: ['OK', '1 closed', 'RELEASED'],
    ttl: ['NOT_FOUND', '1 deleted', 'EXPIRED'],
  },
  sweep: {
    ship: ['1 closed', 'RESERVATION_EXPIRED', 'EXPIRED'],
    release: ['0 closed', 'OK', 'EXPIRED'],
    extend: ['1 closed', 'RESERVATION_EXPIRED', 'EXPIRED'],
    change: ['1 closed', 'RESERVATION_EXPIRED', 'EXPIRED'],
    commit: ['1 closed', 'RESERVATION_EXPIRED', 'EXPIRED'],
    'pay-late': ['0 closed', 'OK', 'RELEASED'],
    sweep: ['0 closed', '1 closed', 'EXPIRED'],
    ttl: ['0 closed', '1 deleted', 'EXPIRED'],
  },
  ttl: {
    ship: ['1 deleted', 'NOT_FOUND', 'EXPIRED'],
    release: ['1 deleted', 'NOT_FOUND', 'EXPIRED'],
    extend: ['1 deleted', 'NOT_FOUND', 'EXPIRED'],
    change: ['1 deleted', 'NOT_FOUND', 'EXPIRED'],
    commit: ['1 deleted', 'NOT_FOUND', 'EXPIRED'],
    'pay-late': ['1 deleted', 'NOT_FOUND', 'EXPIRED'],
    sweep: ['1 deleted', '0 closed', 'EXPIRED'],
    ttl: ['1 deleted', '0 deleted', 'EXPIRED'],
  },
};

describe.runIf(isLocal(useStack()))('at one reservation, at the second of its end', () => {
  withOwnStack((own) => {
    stack = own;
    callers = callersOf(own);
  }, withoutSchedules);

  beforeAll(async () => {
    // Every function once: what is measured in fractions of a second must not wait for code to
    // load.
    for (const ender of enders) {
      const scene = await aScene();
      if (ender === 'ttl') await letTtlFind(stack, scene.reservation.reservationId);
      await act(ender, scene, stack, callers);
      await endAtLast(scene, callers);
      await eventually(async () => expect((await read(scene.level)).reservedCount).toBe(STAYING));
    }
  });

  describe.each(enders)('%s, overtaken by', (slow) => {
    test.each(enders)('%s: one of them wins, and the units move once', async (fast) => {
      const [first, second, end] = met[slow][fast];
      const { scene, outcomes } = await inTime((factor) => meet(slow, fast, factor));
      expect(outcomes).toEqual([first, second]);
      expect(await expectOneEnd(scene)).toBe(end);
    });
  });

  test(`all eight at random within the second of the end: each reservation ends once, and who lost gets its error (SEED=${seed})`, async () => {
    const reserved = 20;
    const scenes = await inParallel(reserved, () => aScene());
    const end = Math.ceil(Date.now() / 1000) + 2;
    await Promise.all(scenes.map(({ reservation }) => letEnd(stack, reservation.reservationId, end)));
    await Promise.all(
      scenes.filter((_scene, index) => index % 2 === 0).map(({ reservation }) => letTtlFind(stack, reservation.reservationId)),
    );
    const offsets = fc.sample(fc.integer({ min: -200, max: 100 }), { seed, numRuns: reserved * callersAtReservation.length });
    const brooms = fc.sample(fc.integer({ min: 0, max: 300 }), { seed, numRuns: 6 });
    const swept = brooms.map((offset, index) =>
      at(end, offset, () => act(index % 2 === 0 ? 'sweep' : 'ttl', scenes[0] as Scene, stack, callers)),
    );
    const verdicts = await Promise.all(
      scenes.map((scene, place) =>
        Promise.all(
          callersAtReservation.map((ender, index) =>
            at(end, offsets[place * callersAtReservation.length + index] ?? 0, () => act(ender, scene, stack, callers)),
          ),
        ),
      ),
    );
    await Promise.all(swept);
    await inParallel(reserved, async (place) => {
      const [scene, [shipped, released, ...others]] = [scenes[place] as Scene, verdicts[place] ?? []];
      expect(['OK', 'RESERVATION_CLOSED', 'RESERVATION_EXPIRED', 'NOT_FOUND']).toContain(shipped);
      expect(['OK', 'RESERVATION_CLOSED', 'NOT_FOUND']).toContain(released);
      for (const other of others) expect(['OK', 'RESERVATION_CLOSED', 'RESERVATION_EXPIRED', 'ID_REUSED', 'NOT_FOUND']).toContain(other);
      expect(await expectOneEnd(scene)).toSatisfy((end) => (end === 'FULFILLED') === (shipped === 'OK'));
    });
  });
});

/** Lets them meet; the times of the scene are for an idle machine and `factor` 1. */
async function meet(slow: Ender, fast: Ender, factor: number): Promise<{ scene: Scene; outcomes: [string, string] }> {
  const [lead, margin] = [200 * factor, 400 * factor];
  const scene = await aScene();
  const { reservationId } = scene.reservation;
  const [isBroom, byBroom] = [slow, fast].map((ender) => broomsAtReservation.some((broom) => broom === ender));
  const end = Math.ceil((Date.now() + (isBroom ? -1_500 : lead + 50)) / 1000);
  await letEnd(stack, reservationId, end);
  if ([slow, fast].includes('ttl')) await letTtlFind(stack, reservationId);
  if (!isBroom) await at(end, -lead, () => Promise.resolve());
  const overtaking = async () => {
    if (byBroom) await at(end, 50, () => Promise.resolve());
    const outcome = await act(fast, scene, stack, callers);
    if (!isBroom && !byBroom && Date.now() > end * 1000) throw new NotInTime('The overtaking call was not done before the end.');
    return outcome;
  };
  const ms = isBroom ? margin : lead + margin;
  const overtakenOne = async () => {
    const outcome = await act(slow, scene, stack, callers);
    if (slow === 'ttl') await eventually(async () => expect((await read(scene.level)).reservedCount).toBe(STAYING));
    return outcome;
  };
  try {
    return { scene, outcomes: await overtaken(stack, overtakenOne, overtaking, { ...writeOf(slow, stack), ms }) };
  } catch (failure) {
    // Nobody is to find it when the scene is tried again.
    await endAtLast(scene, callers);
    throw failure;
  }
}

/** Runs something so long after that second, milliseconds. */
async function at<Result>(second: number, offset: number, work: () => Promise<Result>): Promise<Result> {
  await pause(Math.max(0, second * 1000 + offset - Date.now()));
  return work();
}

/**
 * A reservation of 3 of 10 units, beside another that stays: of its units a second end of the first
 * could take some.
 */
async function aScene(): Promise<Scene> {
  const level = await aLevel({ stock: 10 }, callers);
  await aReservation([line(level, STAYING)], {}, callers);
  return { level, reservation: await aReservation([line(level, 3)], {}, callers) };
}

/**
 * After a sweep and a release nothing of it is reserved, the numbers add up, and the history has
 * one end of the reservation. Answers which.
 */
async function expectOneEnd(scene: Scene): Promise<StockChange['cause'] | undefined> {
  const { level, reservation } = scene;
  await runNow(stack, 'expire-reservations');
  await endAtLast(scene, callers);
  await eventually(async () => expect((await read(level)).reservedCount).toBe(STAYING));
  await expectFeedCaughtUp([level], { stack });
  const history = await allOf(stockHistory, callers.viewer, { ...keyOf(level), afterSequence: 0 });
  // A late payment takes a reservation again that was ended: that end is undone by it.
  const taken = history.findLastIndex(({ cause, reservedDelta }) => cause === 'COMMITTED' && reservedDelta > 0);
  const causes = history.slice(taken + 1).map(({ cause }) => cause);
  const ends = causes.filter((cause) => ['RELEASED', 'EXPIRED', 'FULFILLED'].includes(cause));
  expect(ends).toHaveLength(1);
  const [end] = ends;
  expect((await read(level)).stockCount < 10).toBe(end === 'FULFILLED');
  const { value } = await getReservation(callers.viewer, reservation);
  if (value) expect(value.status).toBe(end);
  await expectInvariants([level], { stack });
  return end;
}

function read(level: StockLevel): Promise<StockLevel> {
  return accepted(stock(callers.viewer, keyOf(level)));
}
