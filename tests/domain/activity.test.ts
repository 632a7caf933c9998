import { expect, test } from 'vitest';
import { activityAttributes, readActivityKey } from '../../domain/activity.ts';

const movement = {
  ...{ product_id: 'lamp', warehouse_id: 'LONDON', sequence: 12, cause: 'COUNTED' as const, actor: 'user:anna' },
  changed_at: '2026-11-30T08:15:00.123Z',
};

test('a movement says in its index key what a list filters by', () => {
  expect(readActivityKey(activityAttributes(movement).activity_key ?? '')).toEqual({
    ...{ changedAt: '2026-11-30T08:15:00.123Z', productId: 'lamp', warehouseId: 'LONDON', cause: 'COUNTED' },
    ...{ actor: 'user:anna', isActorCut: false },
  });
});

test('the moment alone chooses the shard', () => {
  expect(activityAttributes(movement).activity_shard).toBe('3');
  expect(activityAttributes({ ...movement, product_id: 'chair', sequence: 1 }).activity_shard).toBe('3');
});

test('keys sort by moment, and those of a level at one moment by sequence', () => {
  const key = (sequence: number, changed_at = movement.changed_at) =>
    activityAttributes({ ...movement, sequence, changed_at }).activity_key;
  expect([key(100), key(9), key(1, '2026-11-30T08:15:00.124Z')].toSorted()).toEqual([key(9), key(100), key(1, '2026-11-30T08:15:00.124Z')]);
});

test('the longest ids and actor fit into the 1,024 bytes of a key', () => {
  const id = '語'.repeat(128);
  const long = { ...movement, product_id: id, warehouse_id: id, cause: 'RESERVATION_CHANGED' as const, actor: `user:${id}` };
  const { activity_key = '' } = activityAttributes(long);
  expect(Buffer.byteLength(activity_key)).toBeLessThanOrEqual(1_024);
  expect(readActivityKey(activity_key)).toMatchObject({ productId: id, warehouseId: id, isActorCut: true });
});

test('a movement that does not say when it was is in no list', () => {
  expect(activityAttributes({ ...movement, changed_at: undefined as unknown as string })).toEqual({});
});
