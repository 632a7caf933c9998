import { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Action, Outcome } from '../../domain/calls/action.ts';
import type { TransactionCall } from '../../domain/calls/call.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import { insufficientStock } from '../../domain/refusals.ts';
import type { Refused, Shortage } from '../../domain/refusals.ts';
import { shortagesIn } from '../../domain/shortages.ts';
import type { Taking } from '../../domain/shortages.ts';
import { elsewhere, freeUnits, fullestFirst } from '../../domain/sourcing.ts';
import type { LevelName } from '../../domain/sourcing.ts';
import { instantOf } from '../lib/clock.ts';
import { actionsOf, takingOf } from './actions.ts';
import { idsOf } from './ids.ts';
import { levelsOf, snapshotOf } from './levels.ts';

/** How long it looks who else has what is short, milliseconds. */
const LOOK_MS = 2_000;

const logger = new Logger();

/** A write that was refused for nothing but units that its levels lack. */
interface ShortWrite {
  taking: Taking;
  lines: Shortage[];
}

/** Undefined where the write was refused for anything else. */
export function shortWrite(call: TransactionCall, { seen }: Outcome): ShortWrite | undefined {
  const taking = takingOf(call);
  const refused = seen.filter(({ failed }) => failed);
  if (!taking || refused.length === 0 || seen[0]?.failed) return undefined;
  const lines = shortagesIn(
    taking,
    refused.map(({ item }) => item as LevelItem | null),
  );
  return lines.length === refused.length ? { taking, lines } : undefined;
}

/**
 * Refuses what is short, with the other warehouses that have it, all as it is at one moment.
 * Undefined where there is enough by then, or the call may have been made by a copy of it: its
 * write then decides. What cannot be read keeps no refusal from its caller: it names no others.
 */
export async function refuseShort(
  dynamodb: DynamoDBDocumentClient,
  call: TransactionCall,
  { taking, lines }: ShortWrite,
): Promise<Refused | undefined> {
  const deadline = Date.now() + LOOK_MS;
  try {
    const [first] = actionsOf(call, instantOf()) as [Action, ...Action[]];
    const kept = await levelsOf(dynamodb, [...new Set(lines.map(({ productId }) => productId))], deadline);
    const { levels, item } = await snapshotOf(dynamodb, toLookAt(lines, kept, taking), first, deadline);
    const short = isAsCalled(call, item) ? shortagesIn(taking, levels) : [];
    if (short.length === 0) return undefined;
    return insufficientStock(short.map((line) => ({ ...line, others: elsewhere(nameOf(line), levels, taking.pool) })));
  } catch (error) {
    logger.warn('Who else has what is short could not be read', { ...idsOf(call), error: error as Error });
    return insufficientStock(lines);
  }
}

/**
 * The levels that are short, then in turn the fullest others of each product: as many as can be
 * seen at one moment.
 */
function toLookAt(lines: Shortage[], kept: LevelItem[], { pool }: Taking): LevelName[] {
  const free = freeUnits(kept, pool);
  const others = lines.map((line) => {
    const warehouses = kept.filter(({ product_id }) => product_id === line.productId).map(({ warehouse_id }) => warehouse_id);
    return fullestFirst(nameOf(line), warehouses, free).map((warehouse_id) => ({ product_id: line.productId, warehouse_id }));
  });
  const most = Math.max(...others.map(({ length }) => length));
  const inTurn = Array.from({ length: most }, (_, rank) => others.flatMap((names) => names[rank] ?? [])).flat();
  const names = new Map([...lines.map(nameOf), ...inTurn].map((name) => [levelKey(name.product_id, name.warehouse_id), name]));
  return [...names.values()].slice(0, limits.levelsPerSnapshot);
}

/** Whether what makes the call happen once is as its write expects it. */
function isAsCalled(call: TransactionCall, item: Record<string, unknown> | undefined): boolean {
  return 'hold' in call ? item?.['revision'] === call.hold.revision : item === undefined;
}

function nameOf({ productId, warehouseId }: Shortage): LevelName {
  return { product_id: productId, warehouse_id: warehouseId ?? '' };
}
