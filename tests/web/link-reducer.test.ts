import { describe, expect, test } from 'vitest';
import { OnhandError } from '../../web/client/errors.ts';
import type { Ending } from '../../web/client/realtime/connection.ts';
import { type LinkContext, type LinkEvent, type LinkState, newLink, reduceLink } from '../../web/client/realtime/link-reducer.ts';
import { defaultTimes } from '../../web/client/realtime/settings.ts';

const NOW = 1_000_000;
const around: LinkContext = { now: NOW, random: 0.5, online: true, subscriptions: 1, renewable: true, times: defaultTimes };
const reason = new OnhandError('NO_ANSWER', 'The connection was closed.');
const lost: LinkEvent = { type: 'ended', ending: { error: reason, verdict: 'passing', awake: false } };
const refused = (verdict: Ending['verdict']): LinkEvent => ({ type: 'ended', ending: { error: reason, verdict, awake: false } });

const after = (events: LinkEvent[], context = around) => events.reduce((state, event) => reduceLink(state, event, context).state, newLink);
const live = after([{ type: 'subscribed' }, { type: 'ready' }]);
const retries = after([{ type: 'subscribed' }, lost]);
const nameAfter = (state: LinkState, event: LinkEvent, context = around) => reduceLink(state, event, context).state.connection.name;
const kinds = (state: LinkState, event: LinkEvent, context = around) => reduceLink(state, event, context).effects.map(({ type }) => type);
const delayAfter = (state: LinkState, event: LinkEvent, context = around) =>
  reduceLink(state, event, context).effects.flatMap((effect) => (effect.type === 'retry' ? [effect.delay] : []));

describe('a link', () => {
  test('opens with the first subscription, and puts all on the socket when it is ready', () => {
    expect(kinds(newLink, { type: 'subscribed' })).toEqual(['notify', 'open']);
    expect(kinds(after([{ type: 'subscribed' }]), { type: 'subscribed' })).toEqual(['stay']);
    expect(kinds(after([{ type: 'subscribed' }]), { type: 'ready' })).toEqual(['notify', 'attach']);
  });

  test('stays open for a while after the last subscription, then leaves nothing behind', () => {
    expect(kinds(live, { type: 'left' })).toEqual([]);
    expect(kinds(live, { type: 'left' }, { ...around, subscriptions: 0 })).toEqual(['linger']);
    expect(reduceLink(live, { type: 'lingered' }, around).state).toEqual(newLink);
    expect(kinds(live, { type: 'lingered' })).toEqual(['rest', 'notify']);
  });

  test('waits up to twice as long after each failure, up to the cap', () => {
    const losses = (count: number) => after([{ type: 'subscribed' }, ...Array.from({ length: count }, () => lost)]);
    expect([0, 1, 2, 9].flatMap((count) => delayAfter(losses(count), lost))).toEqual([500, 1_000, 2_000, 15_000]);
  });

  test('counts a loss as the first one after a connection that was stable', () => {
    const again = { ...after([{ type: 'ready' }]), failures: 5 };
    expect(delayAfter(again, lost, { ...around, now: NOW + defaultTimes.stableMs - 1 })).toEqual([15_000]);
    expect(delayAfter(again, lost, { ...around, now: NOW + defaultTimes.stableMs })).toEqual([500]);
  });

  test('reconnects almost at once after a sleep', () => {
    const awake: LinkEvent = { type: 'ended', ending: { error: reason, verdict: 'passing', awake: true } };
    expect(delayAfter(retries, awake)).toEqual([defaultTimes.wakeJitterMs / 2]);
  });

  test('goes on showing that it reconnects while an attempt runs', () => {
    expect(kinds(retries, { type: 'retryDue' })).toEqual(['open']);
    expect(nameAfter(retries, { type: 'retryDue' })).toBe('reconnecting');
    expect(nameAfter(retries, lost, { ...around, online: false })).toBe('offline');
  });

  test('renews a refused proof once, then ends all subscriptions', () => {
    const renewed = reduceLink(after([{ type: 'subscribed' }]), refused('unauthorized'), around);
    expect(renewed.effects).toContainEqual({ type: 'open', renew: true });
    expect(kinds(renewed.state, refused('unauthorized'))).toEqual(['rest', 'notify', 'end', 'detach']);
    expect(nameAfter(renewed.state, refused('unauthorized'))).toBe('refused');
  });

  test.each([
    ['that cannot be renewed', refused('unauthorized'), { ...around, renewable: false }],
    ['for good', refused('final'), around],
  ])('gives up after a refusal %s, until the next subscription', (_, event, context) => {
    const { state } = reduceLink(after([{ type: 'subscribed' }]), event, context);
    expect(state.connection).toEqual({ name: 'refused', reason });
    expect(kinds(state, { type: 'subscribed' })).toEqual(['notify', 'open']);
  });

  test('does not retry without subscriptions', () => {
    expect(nameAfter(live, lost, { ...around, subscriptions: 0 })).toBe('idle');
  });

  test('drops its socket when the network changes, and hurries when the network is back', () => {
    expect(reduceLink(live, { type: 'networkChanged', online: true }, around).effects).toEqual([{ type: 'drop', awake: true }]);
    expect(delayAfter(retries, { type: 'networkChanged', online: true })).toEqual([defaultTimes.wakeJitterMs / 2]);
    expect(kinds(retries, { type: 'networkChanged', online: false })).toEqual([]);
  });

  test('ends for good', () => {
    expect(reduceLink(live, { type: 'closed', reason }, around)).toEqual({
      state: { ...newLink, connection: { name: 'closed' } },
      effects: [{ type: 'rest' }, { type: 'notify', state: { name: 'closed' } }, { type: 'end', reason }],
    });
  });
});
