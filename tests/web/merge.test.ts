import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Availability, WarehouseAvailability } from '../../schema/types.ts';
import { applyAnswer, applyEvent, toAvailability, type Warehouses } from '../../web/client/stores/availability-state.ts';
import { afterAnswer, afterEvent, type Entry } from '../../web/client/stores/merge.ts';
import { bestStatus, boundedSum, stockStatus } from '../../domain/status.ts';

interface State {
  sequence: number;
  count: number;
}
/** One step of a level's life: a count, or null for its retirement. */
const life = fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.constant(null) }), {
  minLength: 1,
  maxLength: 12,
});
const shown = (entry: Entry<State> | undefined) => (entry && !entry.gone ? entry.value : null);
/** The table after the first `steps` of a life. */
const tableAt = (counts: readonly (number | null)[], steps: number): State | null => {
  const count = counts[steps - 1] ?? null;
  return count === null ? null : { sequence: steps, count };
};
const eventOf = (counts: readonly (number | null)[], index: number) => ({
  state: { sequence: index + 1, count: counts[index] ?? 0 },
  gone: counts[index] === null,
});

describe('events of a level', () => {
  test('end with the newest, in whatever order and however often they come', () => {
    const arrivals = life.chain((counts) => {
      const each = fc.nat(counts.length - 1);
      const all = fc.shuffledSubarray([...counts.keys()], { minLength: counts.length });
      return fc.tuple(
        fc.constant(counts),
        fc.tuple(fc.array(each), all, fc.array(each)).map((parts) => parts.flat()),
      );
    });
    fc.assert(
      fc.property(arrivals, ([counts, indices]) => {
        let entry: Entry<State> | undefined;
        indices.forEach((index, now) => {
          const { state, gone } = eventOf(counts, index);
          entry = afterEvent(entry, state, gone, now).entry;
        });
        expect(shown(entry)).toEqual(tableAt(counts, counts.length));
      }),
    );
  });

  test('never go back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (sequences) => {
        let entry: Entry<State> | undefined;
        for (const [now, sequence] of sequences.entries()) {
          const before = entry?.value.sequence ?? -1;
          entry = afterEvent(entry, { sequence, count: 0 }, false, now).entry;
          expect(entry?.value.sequence).toBe(Math.max(before, sequence));
        }
      }),
    );
  });

  test('tell of a gap exactly where one or more were skipped', () => {
    const entry: Entry<State> = { value: { sequence: 5, count: 1 }, touched: 1, gone: false };
    const gapAt = (sequence: number) => afterEvent(entry, { sequence, count: 1 }, false, 2).doubt;
    expect([3, 4, 5, 6, 7, 8].map(gapAt)).toEqual([false, false, false, false, true, true]);
    expect(afterEvent(undefined, { sequence: 9, count: 1 }, false, 2).doubt).toBe(false);
  });
});

/**
 * What can happen to a store: the table goes on a step, an event of the past arrives (again), a
 * read is sent, and its answer, which is as the table was at some moment in between, arrives.
 */
type Happening = { kind: 'step' } | { kind: 'event'; pick: number } | { kind: 'read' } | { kind: 'answer'; pick: number };
const happenings = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('step' as const) }),
    fc.record({ kind: fc.constant('event' as const), pick: fc.nat() }),
    fc.record({ kind: fc.constant('read' as const) }),
    fc.record({ kind: fc.constant('answer' as const), pick: fc.nat() }),
  ),
  { maxLength: 60 },
);

describe('answers to reads', () => {
  test('and events, mixed in any way, end equal to the table once what is in doubt and all was read again', () => {
    fc.assert(
      fc.property(life, happenings, (counts, all: Happening[]) => {
        let entry: Entry<State> | undefined;
        let steps = 0;
        let now = 0;
        const reads: { since: number; from: number }[] = [];
        const take = (answer: State | null, since: number) => void (entry = afterAnswer(entry, answer, since, (now += 1)).entry);
        for (const happening of all) {
          if (happening.kind === 'step') steps = Math.min(counts.length, steps + 1);
          else if (happening.kind === 'event' && steps > 0) {
            const { state, gone } = eventOf(counts, happening.pick % steps);
            entry = afterEvent(entry, state, gone, (now += 1)).entry;
          } else if (happening.kind === 'read') reads.push({ since: (now += 1), from: steps });
          else if (happening.kind === 'answer' && reads.length > 0) {
            const [read] = reads.splice(happening.pick % reads.length, 1);
            if (read) take(tableAt(counts, read.from + (happening.pick % (steps - read.from + 1))), read.since);
          }
        }
        take(tableAt(counts, steps), (now += 1));
        expect(shown(entry)).toEqual(tableAt(counts, steps));
      }),
      { numRuns: 500 },
    );
  });

  test('never take a shown level back while it lives', () => {
    fc.assert(
      fc.property(happenings, (all: Happening[]) => {
        let entry: Entry<State> | undefined;
        let steps = 1;
        let now = 0;
        const reads: { since: number; from: number }[] = [];
        for (const happening of all) {
          const before = entry?.value.sequence ?? 0;
          if (happening.kind === 'step') steps += 1;
          else if (happening.kind === 'event')
            entry = afterEvent(entry, { sequence: 1 + (happening.pick % steps), count: 0 }, false, (now += 1)).entry;
          else if (happening.kind === 'read') reads.push({ since: (now += 1), from: steps });
          else {
            const [read] = reads.splice(happening.pick % Math.max(1, reads.length), 1);
            const sequence = read && read.from + (happening.pick % (steps - read.from + 1));
            if (read && sequence !== undefined) entry = afterAnswer(entry, { sequence, count: 0 }, read.since, (now += 1)).entry;
          }
          expect(entry?.value.sequence ?? 0).toBeGreaterThanOrEqual(before);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('do not bring a retired level back when they were sent before the one that knew of no level', () => {
    const shownFirst: Entry<State> = { value: { sequence: 5, count: 1 }, touched: 1, gone: false };
    const { entry } = afterAnswer(shownFirst, null, 3, 4);
    for (const sequence of [4, 5, 6]) expect(afterAnswer(entry, { sequence, count: 1 }, 2, 5)).toEqual({ entry, doubt: true });
    const again = afterAnswer(entry, null, 7, 8).entry;
    expect(shown(afterAnswer(again, { sequence: 7, count: 1 }, 6, 9).entry)).toBeNull();
    expect(shown(afterAnswer(again, { sequence: 9, count: 1 }, 8, 9).entry)).toEqual({ sequence: 9, count: 1 });
  });

  test('that know of no level say nothing about one that an event brought meanwhile', () => {
    const entry: Entry<State> = { value: { sequence: 5, count: 1 }, touched: 8, gone: false };
    expect(afterAnswer(entry, null, 7, 9)).toEqual({ entry, doubt: true });
    expect(afterAnswer(entry, null, 8, 9)).toEqual({ entry: { ...entry, touched: 9, gone: true }, doubt: false });
  });
});

describe('a product', () => {
  const warehouse = fc.record({ warehouseId: fc.constantFrom('BERLIN', 'LONDON', 'PARIS'), availableCount: fc.nat(4) });
  const history = fc.array(warehouse, { maxLength: 20 }).map((changes) => {
    const last = new Map<string, number>();
    return changes.map(({ warehouseId, availableCount }): WarehouseAvailability => {
      const sequence = (last.get(warehouseId) ?? 0) + 1;
      last.set(warehouseId, sequence);
      const status = stockStatus(availableCount, 2);
      return { productId: 'lamp', warehouseId, availableCount, status, sequence, lastUpdated: '2026-01-01T00:00:00.000Z' };
    });
  });
  /** What the API would answer after these changes. */
  const answerAfter = (changes: readonly WarehouseAvailability[]): Availability | null => {
    const newest = new Map(changes.map((change) => [change.warehouseId, change]));
    const warehouses = [...newest.values()].toSorted((a, b) => (a.warehouseId < b.warehouseId ? -1 : 1));
    if (warehouses.length === 0) return null;
    const availableCount = boundedSum(warehouses.map((each) => each.availableCount));
    return { productId: 'lamp', availableCount, status: bestStatus(warehouses.map(({ status }) => status)), warehouses };
  };
  const merged = (events: readonly WarehouseAvailability[], before: Warehouses = new Map()) =>
    events.reduce((warehouses, event, now) => applyEvent(warehouses, event, now).warehouses, before);

  test('is the same after any order of its events with duplicates', () => {
    const arrivals = history.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
    );
    fc.assert(
      fc.property(arrivals, ([events, arrived]) => {
        expect(toAvailability('lamp', merged(arrived), Infinity)).toEqual(answerAfter(events));
      }),
    );
  });

  test('equals the table after a read, whatever was lost before', () => {
    const arrivals = history.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events)));
    fc.assert(
      fc.property(arrivals, ([events, arrived]) => {
        const { warehouses } = applyAnswer(merged(arrived), answerAfter(events), 100, 101);
        expect(toAvailability('lamp', warehouses, Infinity)).toEqual(answerAfter(events));
      }),
    );
  });

  test('is not changed in place', () => {
    fc.assert(
      fc.property(history, history, (first, second) => {
        const before = merged(first);
        const copy = structuredClone(before);
        merged(second, before);
        applyAnswer(before, answerAfter(second), 100, 101);
        expect(before).toEqual(copy);
      }),
    );
  });
});
