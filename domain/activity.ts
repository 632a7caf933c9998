import type { MovementItem } from './movement.ts';
import { cut, KEY_SEPARATOR } from './text.ts';

/**
 * Partitions of the index of all movements by their moment: each takes 1,000 index writes a second,
 * and a list reads each once.
 */
export const ACTIVITY_SHARDS = 4;

/** UTF-16 units of an actor in a key: 192 bytes at most, and the key has 1,018 of its 1,024. */
const ACTOR_UNITS = 64;

type Recorded = Pick<MovementItem, 'product_id' | 'warehouse_id' | 'sequence' | 'cause' | 'actor' | 'changed_at'>;

/** Where a movement stands among those of all levels. */
export interface ActivityAttributes {
  activity_shard: string;
  activity_key: string;
}

/**
 * The index key of a movement: its moment first, which alone chooses the shard. So no two shards
 * have the same moment, and the shards are put in order by moments alone, whatever the ids. Behind
 * it is what a list filters by, so that what it leaves out is not read. None for a movement that
 * does not say when it was.
 */
export function activityAttributes(movement: Recorded): Partial<ActivityAttributes> {
  const { product_id, warehouse_id, sequence, cause, actor, changed_at } = movement;
  if (typeof changed_at !== 'string') {
    return {};
  }
  const place = `0000000000${sequence}`.slice(-10);
  return {
    activity_shard: `${lastDigits(changed_at) % ACTIVITY_SHARDS}`,
    activity_key: [changed_at, product_id, warehouse_id, place, cause, cut(actor ?? '', ACTOR_UNITS)].join(KEY_SEPARATOR),
  };
}

/** The last two digits of a moment with milliseconds; AppSync makes no number of a text. */
function lastDigits(moment: string): number {
  return digit(moment.charAt(moment.length - 3)) * 10 + digit(moment.charAt(moment.length - 2));
}

function digit(character: string): number {
  return Math.max('0123456789'.indexOf(character), 0);
}

/** What a key says of its movement. */
export interface ActivityKey {
  changedAt: string;
  productId: string;
  warehouseId: string;
  cause: string;
  /** As stored (actor.ts), without what did not fit; empty for none. */
  actor: string;
  isActorCut: boolean;
}

/** Reads an index key. */
export function readActivityKey(key: string): ActivityKey {
  const [changedAt, productId, warehouseId, , cause, stored] = key.split(KEY_SEPARATOR);
  const actor = stored ?? '';
  // One less where half a pair of surrogates would have been the last.
  return {
    changedAt: changedAt ?? '',
    productId: productId ?? '',
    warehouseId: warehouseId ?? '',
    cause: cause ?? '',
    actor,
    isActorCut: actor.length >= ACTOR_UNITS - 1,
  };
}
