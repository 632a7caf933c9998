// Import and export of stock as CSV: no DOM, no Node. The panel and `npm run import` stand on it.
export { applyImport, type ApplyOptions, type RowResult, type WritesStock } from './apply.ts';
export { columns } from './columns.ts';
export { decodeCsv } from './decode.ts';
export type { FieldChange, Verdict } from './judge.ts';
export { planImport, type PlannedRow, type PlanOptions, type ReadsStock } from './plan.ts';
export { CsvError, type Problem, wordProblem } from './problems.ts';
export { describeChanges, exportCsv, reportCsv, type Told } from './write.ts';
