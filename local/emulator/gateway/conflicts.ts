/**
 * Item-level writes that a transaction which is under way refuses. A batch's writes are refused by
 * none, but transactions meet them.
 */
const ITEM_WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];
/** Calls that a transaction meets while they are under way, besides transactions that write. */
const ONGOING_WRITES = [...ITEM_WRITES, 'BatchWriteItem'];

/** The calls under way and the items that they have. */
export interface Conflicts {
  /**
   * The places of those of a call's items that a call under way has and would not share with it.
   */
  met(operation: string, items: readonly string[]): number[];
  /** Begins a call that has its items until then, or until the answer ends it. */
  begin(operation: string, items: readonly string[], until: number): () => void;
}

/**
 * What DynamoDB says of overlapping calls: a transaction that writes shares its items with no other
 * transaction and no write. Transactions that read and item-level writes are refused by it, and
 * refuse nobody who only reads. Plain reads meet nothing. The clock decides, since timers of a busy
 * process are late: calls would have their items for longer than they say.
 */
export function createConflicts(now: () => number): Conflicts {
  const transactions = createOwners(now);
  const writes = createOwners(now);

  return {
    met(operation, items) {
      const isTransaction = operation.startsWith('Transact');
      if (!isTransaction && !ITEM_WRITES.includes(operation)) return [];
      return [...items.keys()].filter((place) => {
        const item = items[place] ?? '';
        return transactions.has(item) || (isTransaction && writes.has(item));
      });
    },
    begin(operation, items, until) {
      const owners = operation === 'TransactWriteItems' ? transactions : ONGOING_WRITES.includes(operation) ? writes : undefined;
      owners?.add(items, until);
      return () => owners?.remove(items, until);
    },
  };
}

/** Until when somebody has an item. */
function createOwners(now: () => number) {
  const ends = new Map<string, number>();
  return {
    has: (item: string) => (ends.get(item) ?? -Infinity) > now(),
    add(items: readonly string[], until: number): void {
      for (const item of items) ends.set(item, Math.max(until, ends.get(item) ?? until));
    },
    remove(items: readonly string[], until: number): void {
      // Another write may have the item for longer.
      for (const item of items) if (ends.get(item) === until) ends.delete(item);
    },
  };
}
