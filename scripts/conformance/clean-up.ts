import type { StackDescription } from '../../local/description.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import { createInventoryClient, type InventoryClient, OnhandError, sigV4 } from '../../web/client/main.ts';
import type { Made } from './journal.ts';

/** Releases the holds and retires the levels that a run made, one after another: the stage has other customers. Answers with a line for each that stays. */
export async function cleanUp(stack: StackDescription, made: readonly Made[]): Promise<string[]> {
  const [checkout, catalogue] = [clientOf(stack, 'checkout'), clientOf(stack, 'catalogue')];
  const left: (string | undefined)[] = [];
  for (const each of made)
    if ('reservationId' in each) left.push(await stays(each.reservationId, () => release(checkout, each.reservationId)));
  for (const each of made) if ('level' in each) left.push(await stays(nameOf(each.level), () => retire(catalogue, each.level)));
  return left.filter((line) => line !== undefined);
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

function nameOf({ productId, warehouseId }: StockKeyInput): string {
  return `${productId} in ${warehouseId}`;
}
