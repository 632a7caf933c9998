import type { StockLevel, UpdateStockInput } from '../../schema/types.ts';
import { OnhandError } from '../client/errors.ts';
import { isEffectUnknown } from '../client/retry.ts';
import { typedError } from '../client/typed-errors.ts';
import { belowReserved } from './judge.ts';
import { inParallel } from './parallel.ts';
import type { PlannedRow } from './plan.ts';
import { type Explained, explained } from './problems.ts';

/** What became of a row. `failed`: the API could not be reached, or did not allow it; applying the same plan again tries it once more. */
export type RowResult = { kind: 'created' | 'changed' | 'unchanged' } | ({ kind: 'refused' | 'conflict' | 'failed' } & Explained);

/** What applying needs of the client. */
export interface WritesStock {
  updateStock(input: UpdateStockInput): Promise<StockLevel>;
}

export interface ApplyOptions {
  /** Rows under way at the same time; default 8. */
  concurrency?: number;
  /** No row is begun after it; those under way are finished. */
  signal?: AbortSignal;
  /** Rows that an earlier run has done, by line. */
  done?: ReadonlyMap<number, RowResult>;
  /** Told once for each row that this run has done, before the next one begins in its place. */
  onResult?: (row: PlannedRow, result: RowResult) => void;
}

/** Failures in a row after which the rest is not tried: nobody answers, or nothing is allowed. */
const MOST_FAILURES = 20;

/**
 * Does what a plan says. Every write has the version that the plan saw, so a level that changed since is a conflict and keeps its numbers, and
 * a plan that is applied again after a death changes only what is left. Answers with what became of each row by line; after an abort, or when
 * failures do not end, some are missing.
 */
export async function applyImport(
  client: WritesStock,
  plan: readonly PlannedRow[],
  { concurrency = 8, signal, done = new Map(), onResult }: ApplyOptions = {},
): Promise<Map<number, RowResult>> {
  const results = new Map(done);
  let failures = 0;
  const left = plan.filter(({ line }) => !done.has(line));
  await inParallel(left, concurrency, signal, async (row) => {
    if (failures >= MOST_FAILURES) return;
    const result = await applyRow(client, row);
    failures = result.kind === 'failed' ? failures + 1 : 0;
    results.set(row.line, result);
    onResult?.(row, result);
  });
  return results;
}

async function applyRow(client: WritesStock, { verdict }: PlannedRow): Promise<RowResult> {
  if (!('input' in verdict)) return verdict;
  const { input, kind } = verdict;
  try {
    await client.updateStock(input);
    return { kind: kind === 'create' ? 'created' : 'changed' };
  } catch (error) {
    if (!(error instanceof OnhandError)) throw error;
    return refusalOf(error);
  }
}

function refusalOf(error: OnhandError): RowResult {
  const known = typedError(error);
  if (known?.errorType === 'VERSION_CONFLICT' || known?.errorType === 'ALREADY_EXISTS') {
    const { current } = known.errorInfo;
    // An earlier attempt of this very row may be what changed it.
    const code = isEffectUnknown(error) ? 'PERHAPS_DONE' : 'CHANGED_SINCE_COMPARED';
    if (current) return { kind: 'conflict', ...explained({ code, parts: [current.stockCount] }) };
  }
  if (known?.errorType === 'NOT_FOUND') return { kind: 'conflict', ...explained({ code: 'REMOVED_SINCE_COMPARED', parts: [] }) };
  if (known?.errorType === 'BELOW_RESERVED') return { kind: 'refused', ...belowReserved(known.errorInfo.current) };
  const { errorType, errorInfo, message } = error;
  const passes = !known || errorType === 'CONTENTION' || errorType === 'INTERNAL' || errorType === 'NO_ANSWER';
  return { kind: passes ? 'failed' : 'refused', ...explained({ code: 'API', errorType, errorInfo, message }) };
}
