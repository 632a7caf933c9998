import { type AttributeValue, DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { LineInput, StockKeyInput } from '../../schema/types.ts';
import { isLocal, type StackDescription, useStack } from './stack.ts';

/** What the Inventory table says about one level. */
interface StoredLevel {
  productId: string;
  warehouseId: string;
  stock: number;
  reserved: number;
  available: number;
}

/**
 * Asserts the contract's invariants for these levels' products, from the tables themselves: available = stock - reserved,
 * reserved = what the active holds say, nothing negative. With `oversold` a count was forced below the holds.
 */
export async function expectInvariants(
  products: readonly { productId: string }[],
  options: { oversold?: boolean; stack?: StackDescription } = {},
): Promise<void> {
  const { oversold = false, stack = useStack() } = options;
  const tables = new Tables(stack);
  const productIds = [...new Set(products.map(({ productId }) => productId))];
  const stored = (await Promise.all(productIds.map((id) => tables.levelsOf(id)))).flat();
  const held = await tables.heldPieces();
  for (const level of stored) {
    expect(level.available, nameOf(level)).toBe(level.stock - level.reserved);
    expect(level.reserved, nameOf(level)).toBe(held.get(nameOf(level)) ?? 0);
    expect(level.reserved).toBeGreaterThanOrEqual(0);
    expect(level.stock).toBeGreaterThanOrEqual(0);
    if (!oversold) expect(level.available, nameOf(level)).toBeGreaterThanOrEqual(0);
  }
}

/** Reads the tables directly, strongly consistent. */
class Tables {
  private readonly client: DynamoDBClient;
  private readonly names: StackDescription['tables'];

  constructor(stack: StackDescription) {
    const anybody = { accessKeyId: 'test', secretAccessKey: 'test' };
    this.client = new DynamoDBClient({
      region: stack.region,
      endpoint: stack.dynamodbEndpoint,
      ...(isLocal(stack) ? { credentials: anybody } : {}),
    });
    this.names = stack.tables;
  }

  async levelsOf(productId: string): Promise<StoredLevel[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.names.inventory,
        KeyConditionExpression: 'product_id = :product',
        ExpressionAttributeValues: { ':product': { S: productId } },
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => ({
      productId,
      warehouseId: text(item['warehouse_id']),
      stock: count(item['stock_count']),
      reserved: count(item['reserved_count']),
      available: count(item['available_count']),
    }));
  }

  /** Pieces in active holds by level. A due hold whose pieces are not back yet still counts. */
  async heldPieces(): Promise<Map<string, number>> {
    const held = new Map<string, number>();
    for (const hold of await this.reservations()) {
      if (text(hold['status']) !== 'ACTIVE') continue;
      for (const line of linesOf(hold)) held.set(nameOf(line), (held.get(nameOf(line)) ?? 0) + line.quantity);
    }
    return held;
  }

  private async reservations(): Promise<Record<string, AttributeValue>[]> {
    const all: Record<string, AttributeValue>[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.client.send(
        new ScanCommand({ TableName: this.names.reservations, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
      );
      all.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return all;
  }
}

function linesOf(hold: Record<string, AttributeValue>): LineInput[] {
  return (hold['lines']?.L ?? []).map(({ M = {} }) => ({
    productId: text(M['product_id']),
    warehouseId: text(M['warehouse_id']),
    quantity: count(M['quantity']),
  }));
}

function nameOf({ productId, warehouseId }: StockKeyInput): string {
  return JSON.stringify([productId, warehouseId]);
}

function text(value: AttributeValue | undefined): string {
  return value?.S ?? '';
}

function count(value: AttributeValue | undefined): number {
  return Number(value?.N);
}
