import type { StockKeyInput, StockLevel } from '../../schema/types.ts';
import { createSignedClient } from '../../local/catalogue/signed-client.ts';
import type { StackDescription } from '../../local/description.ts';
import type { Made } from './journal.ts';

/** Releases the holds and retires the levels that a run made, one after another: the stage has other customers. Answers with what could not be. */
export async function cleanUp(stack: StackDescription, made: readonly Made[]): Promise<string[]> {
  const [checkout, catalogue] = [stack.credentials.checkout, stack.credentials.catalogue].map((credentials) =>
    createSignedClient(stack.graphqlUrl, stack.region, credentials),
  ) as [Client, Client];
  const left: string[] = [];
  for (const each of made) if ('reservationId' in each) await release(checkout, each.reservationId);
  for (const each of made) if ('level' in each) left.push(...(await retire(catalogue, each.level)));
  return left;
}

type Client = ReturnType<typeof createSignedClient>;

async function release(checkout: Client, reservationId: string): Promise<void> {
  // One that ended is refused or answers as it is; whether pieces are still held is seen at the level.
  await checkout({ query: 'mutation ($id: ID!) { releaseStock(reservationId: $id) { status } }', variables: { id: reservationId } });
}

/** Counts a level to nothing and retires it. Answers with one line when it stays. */
async function retire(catalogue: Client, key: StockKeyInput): Promise<string[]> {
  const read = await catalogue({
    query: `query ($productId: ID!, $warehouseId: ID!) { stock(${KEY}) { stockCount version } }`,
    variables: { ...key },
  });
  const level = read.data?.['stock'] as Pick<StockLevel, 'stockCount' | 'version'> | null | undefined;
  if (read.errors[0] !== undefined) return [`${nameOf(key)}: ${read.errors[0].message}`];
  if (!level) return [];
  let expectedVersion = level.version;
  if (level.stockCount !== 0) {
    const counted = await write(catalogue, 'updateStock', 'UpdateStockInput', { ...key, expectedVersion, stockCount: 0 });
    if (counted !== undefined) return [`${nameOf(key)}: ${counted}`];
    expectedVersion += 1;
  }
  const removed = await write(catalogue, 'removeStock', 'RemoveStockInput', { ...key, expectedVersion });
  return removed === undefined ? [] : [`${nameOf(key)}: ${removed}`];
}

const KEY = 'productId: $productId, warehouseId: $warehouseId';

/** Answers with the message of the refusal; undefined when it was done. */
async function write(catalogue: Client, field: string, type: string, input: Record<string, unknown>): Promise<string | undefined> {
  const { errors } = await catalogue({
    query: `mutation ($input: ${type}!) { ${field}(input: $input) { version } }`,
    variables: { input },
  });
  return errors[0]?.message;
}

function nameOf({ productId, warehouseId }: StockKeyInput): string {
  return `${productId} in ${warehouseId}`;
}
