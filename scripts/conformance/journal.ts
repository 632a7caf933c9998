import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { StockKeyInput } from '../../schema/types.ts';

/** What a run may have made on a stage: its own levels and reservations and nothing else. */
export type Made = { level: StockKeyInput } | { reservationId: string };

/** Where the run writes what it makes; unset for all but `npm run conformance`. */
export const JOURNAL = 'ONHAND_JOURNAL';

interface Sent {
  variables?: { input?: Partial<StockKeyInput> & { expectedVersion?: number; reservationId?: string | number } };
}

/**
 * Notes what a call is about to make, so that the run can take it away again, whether or not an
 * answer comes. The suites make levels and reservations under new ids only, so that nothing of
 * somebody else is ever noted.
 */
export function noteMade(body: string): void {
  const file = process.env[JOURNAL];
  if (!file) return;
  const made = madeBy(body);
  if (made !== undefined) appendFileSync(file, `${JSON.stringify(made)}\n`);
}

function madeBy(body: string): Made | undefined {
  const { productId, warehouseId, expectedVersion, reservationId } = inputOf(body);
  if (expectedVersion === 0 && typeof productId === 'string' && typeof warehouseId === 'string')
    return { level: { productId, warehouseId } };
  // A number that is sent for an id is its text to the API.
  return ['string', 'number'].includes(typeof reservationId) && body.includes('reserveStock')
    ? { reservationId: String(reservationId) }
    : undefined;
}

/** Tests also send what is no JSON, or no input. */
function inputOf(body: string): NonNullable<NonNullable<Sent['variables']>['input']> {
  try {
    return (JSON.parse(body) as Sent | null)?.variables?.input ?? {};
  } catch {
    return {};
  }
}

/** Everything that was noted, each once. */
export function readMade(file: string): Made[] {
  if (!existsSync(file)) return [];
  const lines = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean));
  return [...lines].map((line) => JSON.parse(line) as Made);
}
