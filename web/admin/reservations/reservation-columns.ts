import type { TableProps } from '@cloudscape-design/components/table';
import type { Reservation } from '../../../schema/types.ts';

export type ReservationColumn = TableProps.ColumnDefinition<Reservation> & { id: string };

/** What can be done with a reservation. */
export interface ReservationAction {
  text: string;
  /** With what is meant: several buttons have the same text. */
  label: string;
  run: () => void;
}
