/** What a list of durations comes to, milliseconds. */
export interface Summary {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Percentiles by nearest rank, rounded to a tenth; zeroes for an empty list. */
export function summarise(durations: readonly number[]): Summary {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0) * 10) / 10;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** A table of summaries, one row each. */
export function tableOf(rows: Readonly<Record<string, Summary>>): string {
  const columns = ['count', 'p50', 'p95', 'p99', 'max'] as const;
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  const line = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(width) + cells.map((cell) => String(cell).padStart(9)).join('');
  return [
    line('milliseconds', columns),
    ...Object.entries(rows).map(([name, row]) =>
      line(
        name,
        columns.map((column) => row[column]),
      ),
    ),
  ].join('\n');
}
