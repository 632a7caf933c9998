import { mapLimited } from '../../functions/lib/concurrency.ts';
import type { StackDescription } from '../../infra/stack-outputs.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import { createInventoryClient, type InventoryClient, OnhandError, sigV4 } from '../../web/client/main.ts';
import type { Made } from './journal.ts';

/** Calls at once: the stage has other customers. */
const CONCURRENCY = 4;

/** Who watches a clean-up. */
export interface Watcher {
  /** Ends it: what was not reached stays. */
  signal: AbortSignal;
  /** Hears of each that is done with. */
  onDone: () => void;
}

/**
 * Releases the reservations and retires the levels that a run made. Answers with a line for each
 * that stays.
 */
export async function cleanUp(stack: StackDescription, made: readonly Made[], watcher: Watcher): Promise<string[]> {
  const [checkout, catalogue] = [clientOf(stack, 'checkout'), clientOf(stack, 'catalogue')];
  const takeAway = async (each: Made) => {
    const left = watcher.signal.aborted
      ? `${nameOf(each)}: not tried`
      : await stays(nameOf(each), () => ('level' in each ? retire(catalogue, each.level) : release(checkout, each.reservationId)));
    watcher.onDone();
    return left;
  };
  // A level that units are reserved of cannot be retired.
  const [levels, reservations] = [made.filter((each) => 'level' in each), made.filter((each) => 'reservationId' in each)];
  const left = [await mapLimited(reservations, CONCURRENCY, takeAway), await mapLimited(levels, CONCURRENCY, takeAway)];
  return left.flat().filter((line) => line !== undefined);
}

function clientOf({ graphqlUrl, realtimeUrl, region, credentials }: StackDescription, who: 'checkout' | 'catalogue'): InventoryClient {
  return createInventoryClient({ graphqlUrl, realtimeUrl, authorization: sigV4({ region, credentials: credentials[who] }) });
}

/** What is not there (any more), or never could be, needs no cleaning. */
const NOTHING_THERE = ['NOT_FOUND', 'INVALID_INPUT', 'RESERVATION_CLOSED', 'RESERVATION_EXPIRED'];

async function stays(name: string, takeAway: () => Promise<void>): Promise<string | undefined> {
  try {
    await takeAway();
    return undefined;
  } catch (error) {
    if (!(error instanceof OnhandError)) throw error;
    return NOTHING_THERE.includes(error.errorType) ? undefined : `${name}: ${error.message}`;
  }
}

async function release(checkout: InventoryClient, reservationId: string): Promise<void> {
  await checkout.releaseStock({ reservationId });
}

/** Counts a level to nothing and retires it. */
async function retire(catalogue: InventoryClient, key: StockKeyInput): Promise<void> {
  const level = await catalogue.stock(key);
  if (!level) return;
  const { version } =
    level.stockCount === 0
      ? level
      : await catalogue.updateStock({ ...key, expectedVersion: level.version, stockCount: 0, reason: 'CORRECTION' });
  await catalogue.removeStock({ ...key, expectedVersion: version });
}

function nameOf(made: Made): string {
  return 'level' in made ? `${made.level.productId} in ${made.level.warehouseId}` : `reservation ${made.reservationId}`;
}
