/** Request units that a call took of one table. */
export interface Consumption {
  table: string;
  read: number;
  write: number;
  /** The item (of writes) or partition (of reads) whose capacity it took, where there is one. */
  key?: string;
}

/** Calls of one operation on one table, and the request units that they took. */
interface Metered {
  calls: number;
  read: number;
  write: number;
}

/** What `GET /_local/units` answers. */
export interface UnitsReport {
  /** ISO 8601: the start of the stack, or the last reset. */
  since: string;
  total: { read: number; write: number };
  /** By table and operation. A call of two tables counts at both. */
  tables: Record<string, Record<string, Metered>>;
}

/** Request units that calls took, added up. */
export interface Units {
  add(operation: string, consumed: readonly Consumption[]): void;
  report(): UnitsReport;
  reset(): void;
}

/** Counts from now on. */
export function createUnits(): Units {
  let since = new Date();
  let tables = new Map<string, Map<string, Metered>>();

  function at(table: string, operation: string): Metered {
    const operations = tables.get(table) ?? new Map<string, Metered>();
    const metered = operations.get(operation) ?? { calls: 0, read: 0, write: 0 };
    tables.set(table, operations.set(operation, metered));
    return metered;
  }

  return {
    add(operation, consumed) {
      for (const table of new Set(consumed.map((each) => each.table))) at(table, operation).calls += 1;
      for (const { table, read, write } of consumed) {
        const metered = at(table, operation);
        metered.read += read;
        metered.write += write;
      }
    },
    report() {
      const all = [...tables.values()].flatMap((operations) => [...operations.values()]);
      const sum = (kind: 'read' | 'write') => round(all.reduce((total, metered) => total + metered[kind], 0));
      const shown = ([operation, { calls, read, write }]: [string, Metered]) =>
        [operation, { calls, read: round(read), write: round(write) }] as const;
      return {
        since: since.toISOString(),
        total: { read: sum('read'), write: sum('write') },
        tables: Object.fromEntries([...tables].map(([table, operations]) => [table, Object.fromEntries([...operations].map(shown))])),
      };
    },
    reset() {
      since = new Date();
      tables = new Map();
    },
  };
}

/** Units come in halves; shares of them in a batch do not. */
function round(units: number): number {
  return Math.round(units * 2) / 2;
}
