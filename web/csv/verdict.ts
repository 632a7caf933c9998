import type { DescribeProductInput, StockLevel, UpdateStockInput } from '../../schema/types.ts';
import type { TextField } from '../../domain/level-fields.ts';
import type { SET_NUMBERS } from './columns.ts';
import type { Explained } from './problems.ts';
import type { Row } from './rows.ts';

/** What a level would be changed from and to. */
export interface FieldChange {
  field: (typeof SET_NUMBERS)[number] | TextField['field'];
  from: number | string | null;
  to: number | string;
}

/**
 * What a row does: to its product first, with all rows of that product, then to its level.
 * `conflict`: the level is not the one that the row was written for.
 */
export type Verdict =
  | { kind: 'create'; input: UpdateStockInput }
  | { kind: 'change'; changes: FieldChange[]; input?: UpdateStockInput; product?: ProductChange }
  | { kind: 'unchanged' }
  | ({ kind: 'refused' | 'conflict' } & Explained);

/** What one call sets in all levels of a product, and what the plan saw in those of the file. */
export type ProductChange = Omit<DescribeProductInput, 'changeId'>;

/** A row that was compared with its level. */
export interface Judged {
  row: Extract<Row, { wanted: unknown }>;
  level: StockLevel | null;
  verdict: Verdict;
}
