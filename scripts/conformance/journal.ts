import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { StockKeyInput } from '../../schema/types.ts';

/** What a run has made on a stage, one line each: its own levels and holds and nothing else. */
export type Made = { level: StockKeyInput } | { reservationId: string };

/** Where the run writes what it made; unset for all but `npm run conformance`. */
export const JOURNAL = 'ONHAND_JOURNAL';

interface Sent {
  variables?: { input?: Partial<StockKeyInput> & { expectedVersion?: number; reservationId?: string } };
}

/** Notes what an accepted call has made, so that the run can take it away again; a level that was there before is never noted. */
export function noteMade(body: string, data: Record<string, unknown> | null | undefined): void {
  const file = process.env[JOURNAL];
  if (!file || !data) return;
  const made = madeBy((JSON.parse(body) as Sent).variables?.input, data);
  if (made !== undefined) appendFileSync(file, `${JSON.stringify(made)}\n`);
}

function madeBy(input: NonNullable<Sent['variables']>['input'], data: Record<string, unknown>): Made | undefined {
  if (input?.expectedVersion === 0 && data['updateStock'] && input.productId !== undefined && input.warehouseId !== undefined) {
    return { level: { productId: input.productId, warehouseId: input.warehouseId } };
  }
  if (data['reserveStock'] && input?.reservationId !== undefined) return { reservationId: input.reservationId };
  return undefined;
}

/** Everything that was noted, each once. */
export function readMade(file: string): Made[] {
  if (!existsSync(file)) return [];
  const lines = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean));
  return [...lines].map((line) => JSON.parse(line) as Made);
}
