import { limits } from '../../domain/limits.ts';
import type { ProductStock, StockLevel, UpdateStockInput } from '../../schema/types.ts';
import { isHeldOff, OnhandError } from '../client/errors.ts';
import { isEffectUnknown } from '../client/retry.ts';
import { typedError } from '../client/typed-errors.ts';
import { belowReserved } from './judge.ts';
import type { ProductChange, Verdict } from './verdict.ts';
import { createPace, type Pace } from './pace.ts';
import { inParallel } from './parallel.ts';
import type { PlannedRow } from './plan.ts';
import { type Explained, explained } from './problems.ts';

/**
 * What became of a row. `failed`: the API could not be reached, or did not allow it; applying the
 * same plan again tries it once more.
 */
export type RowResult = { kind: 'created' | 'changed' | 'unchanged' } | ({ kind: 'refused' | 'conflict' | 'failed' } & Explained);

/** What applying needs of the client. */
export interface WritesStock {
  updateStock(input: UpdateStockInput): Promise<StockLevel>;
  describeProduct(input: ProductChange): Promise<ProductStock>;
}

export interface ApplyOptions {
  /** Rows under way at the same time; default 8. */
  concurrency?: number;
  /**
   * How many rows a second are sent at most; default `limits.importedRowsPerSecond`, which the
   * firewall of a stage lets a token send all day. Who signs may take Infinity.
   */
  rowsPerSecond?: number;
  /**
   * How long all rows wait when the firewall has turned one away, milliseconds; default half a
   * minute.
   */
  restMs?: number;
  /** No row is begun after it; those under way are finished. */
  signal?: AbortSignal;
  /** Rows that an earlier run has done, by line. */
  done?: ReadonlyMap<number, RowResult>;
  /** Called once for each row that this run has done, before the next one begins in its place. */
  onResult?: (row: PlannedRow, result: RowResult) => void;
  /** Called for each wait for the firewall. */
  onRest?: (milliseconds: number) => void;
}

/** Failures in a row after which the rest is not tried: nobody answers, or nothing is allowed. */
const MOST_FAILURES = 20;
/** AWS notices within half a minute that an address has become quieter. */
const REST_MS = 30_000;
/** Waits for one row: together twice the five minutes over which the firewall counts. */
const MOST_RESTS = 20;

/**
 * Does what a plan says. Every write expects what the plan saw, so a level or product that changed
 * since is a conflict and keeps what it has, and a plan that is applied again after a death changes
 * only what is left. Answers with what became of each row by line; after an abort, or when failures
 * do not end, some are missing.
 */
export async function applyImport(
  client: WritesStock,
  plan: readonly PlannedRow[],
  options: ApplyOptions = {},
): Promise<Map<number, RowResult>> {
  const { concurrency = 8, rowsPerSecond = limits.importedRowsPerSecond, signal, done = new Map(), onResult } = options;
  const results = new Map(done);
  const pace = createPace(rowsPerSecond, signal);
  const described = new Map<string, Promise<Outcome>>();
  const send = (call: () => Promise<unknown>) => sendInTurn(call, pace, options);
  let failures = 0;
  const left = plan.filter(({ line }) => !done.has(line));
  await inParallel(left, concurrency, signal, async (row) => {
    if (failures >= MOST_FAILURES) return;
    const result = await applyRow(client, row.verdict, described, send);
    if (!result) return;
    failures = result.kind === 'failed' ? failures + 1 : 0;
    results.set(row.line, result);
    onResult?.(row, result);
  });
  return results;
}

/** What became of a call; undefined after an abort that came before its turn. */
type Outcome = 'done' | RowResult | undefined;

/**
 * The product once, whichever of its rows comes first, then the row's own level. `described` has
 * what became of the products so far.
 */
async function applyRow(
  client: WritesStock,
  verdict: Verdict,
  described: Map<string, Promise<Outcome>>,
  send: (call: () => Promise<unknown>) => Promise<Outcome>,
): Promise<RowResult | undefined> {
  if (verdict.kind !== 'create' && verdict.kind !== 'change') return verdict;
  const { input } = verdict;
  if (verdict.kind === 'change' && verdict.product) {
    const { product } = verdict;
    const outcome = described.get(product.productId) ?? send(() => client.describeProduct(product));
    described.set(product.productId, outcome);
    const became = await outcome;
    if (became !== 'done') return became;
  }
  const became = input ? await send(() => client.updateStock(input)) : 'done';
  return became === 'done' ? { kind: verdict.kind === 'create' ? 'created' : 'changed' } : became;
}

async function sendInTurn(call: () => Promise<unknown>, pace: Pace, options: ApplyOptions): Promise<Outcome> {
  const { signal, restMs = REST_MS, onRest } = options;
  for (let rests = 0; ; rests += 1) {
    await pace.turn();
    if (signal?.aborted) return undefined;
    try {
      await call();
      return 'done';
    } catch (error) {
      if (!(error instanceof OnhandError)) throw error;
      if (!isHeldOff(error) || rests === MOST_RESTS) return refusalOf(error);
      pace.rest(restMs);
      onRest?.(restMs);
    }
  }
}

function refusalOf(error: OnhandError): RowResult {
  const known = typedError(error);
  if (known?.errorType === 'VERSION_CONFLICT' || known?.errorType === 'ALREADY_EXISTS') {
    const { current } = known.errorInfo;
    // An earlier attempt of this very row may be what changed it.
    const code = isEffectUnknown(error) ? 'PERHAPS_DONE' : 'CHANGED_SINCE_COMPARED';
    if (current) return { kind: 'conflict', ...explained({ code, parts: [current.stockCount] }) };
    return { kind: 'conflict', ...explained({ code: 'DESCRIBED_SINCE_COMPARED', parts: [] }) };
  }
  if (known?.errorType === 'NOT_FOUND') return { kind: 'conflict', ...explained({ code: 'REMOVED_SINCE_COMPARED', parts: [] }) };
  if (known?.errorType === 'BELOW_RESERVED') return { kind: 'refused', ...belowReserved(known.errorInfo.current) };
  const { errorType, errorInfo, message } = error;
  const isRetryable = !known || errorType === 'CONTENTION' || errorType === 'INTERNAL' || errorType === 'NO_ANSWER';
  return { kind: isRetryable ? 'failed' : 'refused', ...explained({ code: 'API', errorType, errorInfo, message }) };
}
