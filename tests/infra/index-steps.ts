/** The keys of a table and of its indexes, as texts. */
export interface TableShape {
  key: string;
  /** By name. */
  indexes: Record<string, string>;
}

/**
 * What has to happen to the indexes of a table, a deploy each: new ones first, so that nobody asks
 * an index that is gone. One whose key changes has to go before it can come again under its name;
 * better give the new one a name of its own.
 */
export function indexSteps(before: TableShape, after: TableShape): string[] {
  const made = Object.keys(after.indexes).filter((name) => !(name in before.indexes));
  const dropped = Object.keys(before.indexes).filter((name) => !(name in after.indexes));
  const changed = Object.keys(after.indexes).filter((name) => name in before.indexes && after.indexes[name] !== before.indexes[name]);
  return [
    ...made.map((name) => `make ${name}`),
    ...changed.flatMap((name) => [`drop ${name}`, `make ${name}`]),
    ...dropped.map((name) => `drop ${name}`),
  ];
}
