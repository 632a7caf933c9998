// Import and export of stock as CSV: no DOM, no Node. The panel and `npm run import` stand on it.
export { applyImport, type ApplyOptions, type RowResult, type WritesStock } from './apply.ts';
export { type Column, type ColumnChoice, columns, type ReadColumn, suggestedChoice } from './columns.ts';
export { decodeCsv } from './decode.ts';
export { historyCsv } from './history.ts';
export type { FieldChange, Verdict } from './verdict.ts';
export { planImport, type PlannedRow, type PlanOptions, type ReadsStock } from './plan.ts';
export { CsvError, type Explained, type Problem, wordProblem } from './problems.ts';
export { describeChanges, exportCsv, exportHead, exportRow, reportCsv, type RowOutcome, templateCsv } from './write.ts';
