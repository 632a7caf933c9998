import { levelKey } from '../../domain/lines.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import type { StoredReservation } from './checks/reservation.ts';
import { addUnits } from './units.ts';
import type { Units } from './units.ts';

/** What open reservations have of one level, as they were when they were read. */
export interface ReservedUnits {
  level: StockKeyInput;
  units: Units;
  /**
   * Ids of the reservations, and of those that the reservations of large orders took their units
   * from and may give them back to.
   */
  ids: string[];
}

/**
 * An open reservation, short: id, where its units came from, lines, status. Those of a run that the
 * release before began are active and do not say so.
 */
export type LedgerEntry = [
  id: string,
  origin: string | null,
  lines: [product: string, warehouse: string, quantity: number][],
  status?: 'ACTIVE' | 'COMMITTED',
];

/**
 * The units of all open reservations by level: 100,000 reservations of a few lines take some 100
 * MB.
 */
export class ReservedLedger {
  readonly levels = new Map<string, ReservedUnits>();
  /** Reservations in it. */
  count = 0;
  /** When the first reservation was read, ISO 8601. */
  readonly since: string;
  private unsaved: LedgerEntry[] = [];

  constructor(since: string) {
    this.since = since;
  }

  add(reservation: StoredReservation): void {
    const lines = reservation.lines.map((line) => [line.product_id, line.warehouse_id, line.quantity] as LedgerEntry[2][number]);
    const status = reservation.status === 'COMMITTED' ? 'COMMITTED' : 'ACTIVE';
    const entry: LedgerEntry = [reservation.reservation_id, reservation.origin?.reservation_id ?? null, lines, status];
    this.enter(entry);
    this.unsaved.push(entry);
  }

  /** Brings back what was saved. */
  enter([id, origin, lines, status = 'ACTIVE']: LedgerEntry): void {
    this.count += 1;
    for (const [productId, warehouseId, quantity] of lines) {
      const key = levelKey(productId, warehouseId);
      const reserved = this.levels.get(key) ?? { level: { productId, warehouseId }, units: { reserved: 0, committed: 0 }, ids: [] };
      addUnits(reserved.units, { status }, { quantity });
      reserved.ids.push(id);
      if (origin !== null) reserved.ids.push(origin);
      this.levels.set(key, reserved);
    }
  }

  /** What came since it was asked last. */
  takeUnsaved(): LedgerEntry[] {
    const taken = this.unsaved;
    this.unsaved = [];
    return taken;
  }
}
