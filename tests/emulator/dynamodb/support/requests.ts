import { batchGet, get, query, scan, transactGet } from './make-reads.ts';
import { batchWrite, put, remove, transactWrite, updateItem } from './make-writes.ts';
import { capacity, type Body, type Make, type Request } from './parts.ts';
import type { Random } from './random.ts';
import { makerOf, type Maker } from './values.ts';

const KINDS: readonly (readonly [number, Make])[] = [
  [14, alone('PutItem', put)],
  [26, alone('UpdateItem', updateItem)],
  [8, alone('DeleteItem', remove)],
  [10, alone('GetItem', get)],
  [16, query],
  [3, scan],
  [3, batchGet],
  [4, batchWrite],
  [13, transactWrite],
  [3, transactGet],
];

/** The next request; `flawed` as `makerOf` has it. */
export function requestOf(random: Random, flawed: number): Request {
  const maker = makerOf(random, flawed);
  const kind = random.weighted(KINDS);
  const made = kind(maker);
  return { ...made, flaws: maker.flaws };
}

function alone(operation: string, make: (maker: Maker) => Body): Make {
  return (maker) => ({ operation, body: { ...make(maker), ...returned(operation, maker), ...capacity(maker) } });
}

function returned(operation: string, { random }: Maker): Body {
  const kinds = operation === 'UpdateItem' ? ['NONE', 'ALL_OLD', 'ALL_NEW', 'ALL_NEW'] : ['NONE', 'ALL_OLD'];
  if (operation === 'GetItem') return random.percent(50) ? { ConsistentRead: random.percent(50) } : {};
  return {
    ...(random.percent(60) && { ReturnValues: random.pick(kinds) }),
    ...(random.percent(40) && { ReturnValuesOnConditionCheckFailure: random.pick(['ALL_OLD', 'NONE']) }),
  };
}
