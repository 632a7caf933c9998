/**
 * What an order does to one level: ships units, of which `reserved` leave the reserved ones. Not
 * all that leaves has to ship.
 */
export interface LevelMove {
  product_id: string;
  warehouse_id: string;
  ships: number;
  reserved: number;
  /** Of the reserved ones, those of committed reservations. */
  committed: number;
  /** The id of the reservation that the units leave; of several, the first. */
  reservationId?: string;
}
