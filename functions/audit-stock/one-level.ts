import { setTimeout as pause } from 'node:timers/promises';
import type { StockKeyInput } from '../../schema/types.ts';
import type { Audit } from './audit.ts';
import { confirm, repair } from './confirm.ts';
import { proveLevel } from './prove.ts';
import type { Report } from './report.ts';
import { newRun, note, sameness } from './run.ts';
import { reportOf } from './report.ts';
import { readAllHolds } from './scan.ts';

/** Audits one level by itself. The audit of everything that may be under way goes on beside it and knows nothing of it. */
export async function auditLevel(audit: Audit, level: StockKeyInput, repairs: boolean): Promise<Report> {
  const run = newRun(new Date());
  const book = await readAllHolds(audit);
  const proof = await proveLevel(audit, book, level);
  run.checked = { levels: proof.level ? 1 : 0, holds: book.count };
  if (proof.findings.length > 0) {
    await pause(audit.settleMs);
    const { drift } = await confirm(audit, book, { level, findings: proof.findings.map(sameness), seenAt: 0 });
    for (const each of drift) note(run, each);
  }
  if (repairs) for (const each of run.drift) each.repaired = await repair(audit, book, each);
  run.undecided = proof.held === undefined ? 1 : 0;
  return reportOf(run, repairs);
}
