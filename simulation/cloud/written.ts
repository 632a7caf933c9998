const WRITES = /(Put|Update|Delete|BatchWrite|TransactWrite)Items?$/;

/** Whether an operation of DynamoDB, by its target, writes. */
export function isWrite(target: string): boolean {
  return WRITES.test(target);
}

/** Who waits for writes to a table, and whether there were any. */
export function createWritten() {
  const waiting = new Map<string, (() => void)[]>();
  let any = false;
  return {
    next: (table: string) =>
      new Promise<void>((resolve) => {
        waiting.set(table, [...(waiting.get(table) ?? []), resolve]);
      }),
    note: () => {
      any = true;
      for (const [table, resolves] of waiting) {
        waiting.delete(table);
        for (const resolve of resolves) resolve();
      }
    },
    take: () => {
      const was = any;
      any = false;
      return was;
    },
  };
}
