import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { StockKeyInput } from '../../schema/types.ts';
import type { Reads } from './reads.ts';

/** What an audit works with. */
export interface Audit {
  dynamodb: DynamoDBDocumentClient;
  tables: { inventory: string; reservations: string; requests: string; movements: string };
  reads: Reads;
  /**
   * How long the change feed may take for what follows a change, milliseconds: until then it is
   * late and no drift.
   */
  feedMs: number;
  /** How long a finding must last before it is drift, milliseconds. */
  settleMs: number;
  /** Epoch milliseconds. */
  deadline: number;
}

/** What can be wrong; docs/audit.md says what each means. */
export type DriftKind =
  | ('AVAILABLE' | 'RESERVED' | 'COMMITTED' | 'SELLABLE' | 'NEGATIVE' | 'MALFORMED' | 'INDEX' | 'MARKS' | 'UNTOLD')
  | ('MOVEMENT_MISSING' | 'MOVEMENT_WRONG' | 'MOVEMENT_UNKNOWN')
  | ('HOLD' | 'HOLD_ORPHANED' | 'LEVEL_MISSING' | 'REQUEST' | 'ALERT' | 'DESCRIPTION' | 'SUMMARY');

/** One thing that is not as it must be. */
export interface Finding {
  kind: DriftKind;
  expected: string;
  found: string;
}

/** A finding that lasted, as the report has it. */
export interface Drift extends Finding {
  /** The level, the product, or the id of the reservation or request; none for the summary. */
  level?: StockKeyInput;
  product?: string;
  id?: string;
  /** Absent when nobody asked; false when it could not be. */
  repaired?: boolean;
}
