import { describe, expect, test } from 'vitest';
import type { StockLevel } from '../../schema/types.ts';
import type { Entry } from '../../web/client/stores/merge.ts';
import {
  LISTING,
  newStockState,
  reduceStock,
  type StockEffect,
  type StockEvent,
  type StockState,
} from '../../web/client/stores/stock-reducer.ts';
import { keyOf } from '../../web/client/stores/stock-state.ts';
import { level } from './support/warehouse.ts';

const lamp = (sequence: number, stockCount = sequence): StockLevel =>
  level({ productId: 'lamp', warehouseId: 'LONDON' }, { sequence, stockCount });
const LAMP = keyOf(lamp(1));

/** A store without a network: its events one after the other, and what each leads to. */
function store({ subscriptions = 1, complete = false } = {}) {
  const entries = new Map<string, Entry<StockLevel>>();
  let state: StockState = newStockState(subscriptions, complete);
  return {
    trust: () => state.trust,
    lamp: () => entries.get(LAMP),
    send(event: StockEvent): readonly StockEffect[] {
      const step = reduceStock(state, entries, event);
      state = step.state;
      for (const [key, entry] of step.entries) entries.set(key, entry);
      return step.effects;
    },
    /** The number of a read that is sent now. */
    sent(): number {
      this.send({ type: 'sent' });
      return state.now;
    },
  };
}

const started = (subscription = 0): StockEvent => ({ type: 'started', subscription });
const changed = (to: StockLevel, gone = false): StockEvent => ({ type: 'changed', key: LAMP, level: to, gone });
const kinds = (effects: readonly StockEffect[]) => effects.map(({ type }) => type);

function liveStore() {
  const live = store();
  live.send(started());
  const since = live.sent();
  live.send({ type: 'put', levels: [[LAMP, lamp(1)]], since });
  return live;
}

describe('a stock store', () => {
  test('is live once all subscriptions have started and what was known is read anew', () => {
    const two = store({ subscriptions: 2 });
    two.send({ type: 'put', levels: [[LAMP, lamp(1)]], since: two.sent() });
    two.send(started(0));
    expect(kinds(two.send(started(1)))).toEqual(['wake', 'read', 'settle']);
    expect(two.trust()).toBe('loading');
    const since = two.sent();
    two.send({ type: 'answered', levels: [[LAMP, lamp(1)]], since });
    two.send({ type: 'read', keys: [LAMP], since });
    expect(two.trust()).toBe('live');
  });

  test('is not live by a read that was sent before the start', () => {
    const early = store();
    early.send({ type: 'put', levels: [[LAMP, lamp(1)]], since: early.sent() });
    const since = early.sent();
    early.send(started());
    early.send({ type: 'read', keys: [LAMP], since });
    expect(early.trust()).toBe('loading');
  });

  test('reads a level that a query put before the start once more', () => {
    const late = store();
    const since = late.sent();
    late.send(started());
    expect(late.send({ type: 'put', levels: [[LAMP, lamp(1)]], since })).toContainEqual({ type: 'read', keys: [LAMP] });
    expect(late.trust()).toBe('stale');
  });

  test('notifies of a change, and of one and the same change once', () => {
    const live = liveStore();
    const view = { state: 'live', changed: [{ key: { productId: 'lamp', warehouseId: 'LONDON' }, level: lamp(2) }] };
    expect(live.send(changed(lamp(2)))).toEqual([{ type: 'notify', view }]);
    expect(live.send(changed(lamp(2)))).toEqual([]);
  });

  test('reads a level of which it missed a change', () => {
    expect(liveStore().send(changed(lamp(3)))).toContainEqual({ type: 'read', keys: [LAMP] });
  });

  test('remembers a retired level, so that a late event does not bring it back', () => {
    const live = liveStore();
    live.send(changed(lamp(2), true));
    expect(live.send(changed(lamp(1)))).toEqual([]);
    expect(live.lamp()?.gone).toBe(true);
  });

  test.each([
    ['an interruption', { type: 'interrupted', subscription: 0 } as const, ['notify']],
    ['the end of a subscription', { type: 'ended', subscription: 0 } as const, ['read', 'notify']],
    ['an event that cannot be read', { type: 'unreadable' } as const, ['read', 'notify']],
    ['a read that failed', { type: 'readFailed', keys: [LAMP] } as const, ['notify']],
  ])('is stale after %s', (_, event, effects) => {
    const live = liveStore();
    expect(kinds(live.send(event))).toEqual(effects);
    expect(live.trust()).toBe('stale');
  });

  test('that finds levels by itself reads the listing at its start', () => {
    expect(store({ complete: true }).send(started())).toContainEqual({ type: 'read', keys: [LISTING] });
  });

  test('reads kept levels again with no start, and each that was asked for by itself', () => {
    const copy = store();
    copy.send({ type: 'kept', levels: [[LAMP, lamp(1)]], since: undefined });
    expect(kinds(copy.send(started()))).toEqual(['wake', 'notify', 'settle']);
    copy.send(changed(lamp(2)));
    expect(copy.lamp()).toMatchObject({ value: lamp(2), kept: true });
    copy.send({ type: 'answered', levels: [[LAMP, lamp(2)]], since: copy.sent() });
    expect(copy.send(started())).toContainEqual({ type: 'read', keys: [LAMP] });
  });

  test('takes from an earlier visit only what it does not know, and from a query what is newer', () => {
    const live = liveStore();
    const since = live.sent();
    live.send(changed(lamp(2)));
    live.send({ type: 'kept', levels: [[LAMP, lamp(9)]], since: undefined });
    expect(live.lamp()?.value).toEqual(lamp(2));
    live.send({ type: 'kept', levels: [[LAMP, lamp(1)]], since });
    expect(live.lamp()?.value).toEqual(lamp(2));
    live.send({ type: 'kept', levels: [[LAMP, lamp(3)]], since: live.sent() });
    expect(live.lamp()).toEqual({ value: lamp(3), touched: expect.any(Number) as number, gone: false });
  });

  test('leaves the state and the levels that go in as they are', () => {
    const before = Object.freeze(newStockState(1, false));
    const entries = new Map([[LAMP, { value: lamp(1), touched: 0, gone: false }]]);
    const step = reduceStock(before, entries, changed(lamp(2)));
    expect(before.now).toBe(0);
    expect(entries.get(LAMP)?.value.sequence).toBe(1);
    expect(step.entries.get(LAMP)?.value.sequence).toBe(2);
  });
});
