import { capacities, isRead, isThrottled, type Meter } from './consumption.ts';
import { AwsError } from './gateway.ts';
import type { TouchedItems } from './touched-items.ts';
import { TRANSACTED } from './transacted-units.ts';
import type { Consumption } from './units.ts';

type Body = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

/**
 * What the embedded database says of itself, of refused calls too; shared out over the items that a
 * call names.
 */
export function createExactMeter(touched: TouchedItems): Meter {
  function shared(operation: string, body: Body, answer: Answer): Consumption[] {
    const items = touched.of(operation, body);
    const queried = touched.queried(operation, body);
    const read = isRead(operation);
    const units = (table: string, amount: number, key?: string) => ({
      table,
      read: read ? amount : 0,
      write: read ? 0 : amount,
      ...(key !== undefined && { key }),
    });
    return capacities(answer).flatMap(({ TableName: table, CapacityUnits, Table }) => {
      const named = items.filter((item) => item.table === table);
      if (named.length === 0) return [units(table, CapacityUnits, queried)];
      const own = Table?.CapacityUnits ?? CapacityUnits;
      const ofItems = named.map(({ item, partition }) => units(table, own / named.length, read ? partition : item));
      return CapacityUnits > own ? [...ofItems, units(table, CapacityUnits - own)] : ofItems;
    });
  }

  /**
   * A transaction that met another never came to the database, so nobody knows its items: the least
   * that they cost.
   */
  const leastOf = (operation: string, body: Body) =>
    touched.of(operation, body).map(({ table, item }) => ({ table, read: 0, write: TRANSACTED, key: item }));

  return {
    consumed: shared,
    consumedByFailure(operation, body, error) {
      if (!(error instanceof AwsError)) return [];
      if (error.consumed) return shared(operation, body, { ConsumedCapacity: error.consumed });
      return operation === 'TransactWriteItems' && error.code === 'TransactionCanceledException' && !isThrottled(error)
        ? leastOf(operation, body)
        : [];
    },
  };
}
