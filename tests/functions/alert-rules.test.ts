import { describe, expect, test } from 'vitest';
import type { AlertItem } from '../../functions/check-thresholds/alert.ts';
import { decide } from '../../functions/check-thresholds/decide.ts';
import type { MarkedLevel } from '../../functions/lib/derived-status.ts';

const now = new Date('2026-11-28T12:00:00.000Z');
const rules = { marginPercent: 20, reminder: { hour: 6, zone: 'UTC' }, now };
const since = '2026-11-28T09:00:00.000Z';

describe('a level of threshold 10 without an alert', () => {
  test.each([
    [11, 'nothing', undefined],
    [10, 'notify', 'LOW_STOCK'],
    [0, 'notify', 'OUT_OF_STOCK'],
    [-3, 'notify', 'OUT_OF_STOCK'],
  ])('with %i units: %s', (available, act, status) => {
    expect(decide(aLevel(available), undefined, rules)).toMatchObject({ act, ...(status && { kind: 'ALERT', status, since }) });
  });

  test('is treated the same after its last alert has ended', () => {
    const ended = anAlert('LOW_STOCK');
    delete ended.unfinished;
    expect(decide(aLevel(3), ended, rules)).toMatchObject({ act: 'notify' });
  });
});

describe('a level of threshold 10 whose alert says that it is', () => {
  test.each([
    ['LOW_STOCK', 10, 'nothing'],
    ['LOW_STOCK', 0, 'notify'],
    ['LOW_STOCK', 12, 'nothing'],
    ['LOW_STOCK', 13, 'end'],
    ['OUT_OF_STOCK', 0, 'nothing'],
    ['OUT_OF_STOCK', 2, 'nothing'],
    ['OUT_OF_STOCK', 3, 'rearm'],
    ['OUT_OF_STOCK', 12, 'rearm'],
    ['OUT_OF_STOCK', 13, 'end'],
  ] as const)('%s, with %i units: %s', (status, available, act) => {
    expect(decide(aLevel(available), anAlert(status), rules).act).toBe(act);
  });

  test('low has its alert ended when it is muted, and gets none until it is not muted any more', () => {
    expect(decide({ ...aLevel(0), muted: true }, anAlert('LOW_STOCK'), rules).act).toBe('end');
    expect(decide({ ...aLevel(0), muted: true }, undefined, rules).act).toBe('nothing');
  });

  test('low has its alert ended when it is retired or gone', () => {
    expect(decide({ ...aLevel(0), removed_at: since }, anAlert('LOW_STOCK'), rules).act).toBe('end');
    expect(decide(undefined, anAlert('LOW_STOCK'), rules).act).toBe('end');
  });
});

test('a level of threshold 0 is out at 0 and has recovered with one unit', () => {
  const level = { ...aLevel(0), threshold_level: 0 };
  expect(decide(level, undefined, rules)).toMatchObject({ act: 'notify', status: 'OUT_OF_STOCK' });
  expect(decide({ ...level, available_count: 1 }, anAlert('OUT_OF_STOCK'), rules).act).toBe('end');
});

describe('a level whose threshold was lowered after its alert', () => {
  const published = (count: number) => ({ ...anAlert('LOW_STOCK'), told_count: count });

  test.each([
    ['published with 8, then 5: sold through the new threshold', 8, 5, 'notify'],
    ['published with 8, then 6: not below it yet', 8, 6, 'nothing'],
    ['published with 4: was below the new threshold before', 4, 3, 'nothing'],
    ['published again with 5: no second time', 5, 4, 'nothing'],
  ])('from 10 to 5, %s', (_what, count, available, act) => {
    expect(decide({ ...aLevel(available), threshold_level: 5 }, published(count), rules).act).toBe(act);
  });

  test('is published as a fall and not as a reminder', () => {
    expect(decide({ ...aLevel(5), threshold_level: 5 }, published(8), rules)).toMatchObject({
      act: 'notify',
      kind: 'ALERT',
      status: 'LOW_STOCK',
    });
  });

  test('waits for the reminder where the published count is not known', () => {
    expect(decide({ ...aLevel(5), threshold_level: 5 }, anAlert('LOW_STOCK'), rules).act).toBe('nothing');
  });
});

test('a level that was out and is low again is noted with the units that it has, as far as they are low', () => {
  expect(decide(aLevel(9), anAlert('OUT_OF_STOCK'), rules)).toMatchObject({ act: 'rearm', count: 9 });
  expect(decide(aLevel(12), anAlert('OUT_OF_STOCK'), rules)).toMatchObject({ act: 'rearm', count: 10 });
});

test('the margin is a whole unit at least', () => {
  const level = (available: number) => ({ ...aLevel(available), threshold_level: 4 });
  expect(decide(level(5), anAlert('LOW_STOCK'), rules).act).toBe('nothing');
  expect(decide(level(6), anAlert('LOW_STOCK'), rules).act).toBe('end');
});

describe('since when a level is low is', () => {
  const fell = { attention: 'LOW', attention_since: '2026-11-28T07:00:00.000Z' } as const;

  test('what is stored with that status', () => {
    const level = { ...aLevel(3), ...fell, status: 'LOW_STOCK' } as const;
    expect(decide(level, undefined, rules)).toMatchObject({ since: fell.attention_since });
  });

  test('its last change where another status is stored', () => {
    expect(decide({ ...aLevel(0), ...fell, status: 'LOW_STOCK' }, anAlert('LOW_STOCK'), rules)).toMatchObject({ since });
  });

  test('in a reminder what was published, as long as that is its status', () => {
    const told_at = '2026-11-27T15:00:00.000Z';
    const level = { ...aLevel(2), ...fell, status: 'LOW_STOCK' } as const;
    expect(decide(level, { ...anAlert('LOW_STOCK'), told_at }, rules)).toMatchObject({ kind: 'REMINDER', since });
    const better = decide(level, { ...anAlert('OUT_OF_STOCK'), told_at }, rules);
    expect(better).toMatchObject({ kind: 'REMINDER', status: 'LOW_STOCK', since: fell.attention_since });
  });
});

describe('the reminder at six', () => {
  test.each([
    ['of what was published the day before', '2026-11-27T15:00:00.000Z', true],
    ['not of what was published in the evening', '2026-11-27T20:00:00.000Z', false],
    ['not of what was published today', '2026-11-28T07:00:00.000Z', false],
  ])('is %s', (_what, told_at, due) => {
    const alert = { ...anAlert('LOW_STOCK'), told_at };
    expect(decide(aLevel(3), alert, rules)).toMatchObject(due ? { act: 'notify', kind: 'REMINDER' } : { act: 'nothing' });
  });

  test('waits until six', () => {
    const alert = { ...anAlert('LOW_STOCK'), told_at: '2026-11-27T06:10:00.000Z' };
    expect(decide(aLevel(3), alert, { ...rules, now: new Date('2026-11-28T05:59:00.000Z') }).act).toBe('nothing');
    expect(decide(aLevel(3), alert, { ...rules, now: new Date('2026-11-28T06:01:00.000Z') }).act).toBe('notify');
  });

  test('can be switched off, and leaves out what is within the margin', () => {
    const alert = { ...anAlert('LOW_STOCK'), told_at: '2026-11-01T00:00:00.000Z' };
    expect(decide(aLevel(3), alert, { ...rules, reminder: undefined }).act).toBe('nothing');
    expect(decide(aLevel(12), alert, rules).act).toBe('nothing');
  });
});

describe('the reminder by the clocks of a zone', () => {
  const alert = { ...anAlert('LOW_STOCK'), told_at: '2026-01-01T00:00:00.000Z' };
  test.each([
    ['London, winter', 'Europe/London', 6, '2026-11-28T05:59:00Z', '2026-11-28T06:00:00Z'],
    ['London, summer', 'Europe/London', 6, '2026-07-28T04:59:00Z', '2026-07-28T05:00:00Z'],
    ['Kolkata, half an hour beside the others', 'Asia/Kolkata', 9, '2026-11-28T03:29:00Z', '2026-11-28T03:30:00Z'],
    ['New York, where the day begins later', 'America/New_York', 22, '2026-11-28T02:59:00Z', '2026-11-28T03:00:00Z'],
    ['Berlin on the day that has no 2 o’clock', 'Europe/Berlin', 2, '2026-03-29T00:59:00Z', '2026-03-29T01:00:00Z'],
    ['Berlin on the day that has 2 o’clock twice', 'Europe/Berlin', 2, '2026-10-24T23:59:00Z', '2026-10-25T00:00:00Z'],
  ])('begins with its hour in %s', (_place, zone, hour, before, from) => {
    const yesterday = new Date(Date.parse(from) - 86_400_000 + 60_000).toISOString();
    const at = (time: string) =>
      decide(aLevel(3), { ...alert, told_at: yesterday }, { ...rules, reminder: { hour, zone }, now: new Date(time) });
    expect([at(before).act, at(from).act]).toEqual(['nothing', 'notify']);
  });

  test('comes once on the day whose hour comes twice', () => {
    const reminder = { hour: 2, zone: 'Europe/Berlin' };
    const published = { ...alert, told_at: '2026-10-25T00:05:00.000Z' };
    expect(decide(aLevel(3), published, { ...rules, reminder, now: new Date('2026-10-25T01:05:00Z') }).act).toBe('nothing');
  });
});

describe('a message that was begun', () => {
  test('is left to the run that has it, and after its time to the next, whatever has become of the level', () => {
    const begun = (lease_until: number) => ({ ...anAlert('LOW_STOCK'), pending: { lease_until } as AlertItem['pending'] }) as AlertItem;
    expect(decide(aLevel(50), begun(now.getTime() + 1), rules).act).toBe('wait');
    expect(decide(aLevel(50), begun(now.getTime()), rules).act).toBe('resend');
    expect(decide(undefined, begun(now.getTime()), rules).act).toBe('resend');
  });
});

function aLevel(available: number): MarkedLevel {
  return {
    ...{ product_id: 'lamp', warehouse_id: 'LONDON', stock_count: Math.max(0, available), reserved_count: 0 },
    ...{ available_count: available, threshold_level: 10, version: 1, sequence: 1, last_updated: since },
  };
}

function anAlert(told: AlertItem['told']): AlertItem {
  const key = { request_id: 'ALERT#lamp\u0001LONDON', product_id: 'lamp', warehouse_id: 'LONDON' };
  return { ...key, unfinished: 'ALERT', revision: 2, told, since, told_at: since };
}
