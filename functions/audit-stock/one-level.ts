import { setTimeout as pause } from 'node:timers/promises';
import { LISTING_INDEX } from '../../domain/indexes.ts';
import { LISTING, listKey } from '../../domain/level.ts';
import type { StockKeyInput } from '../../schema/types.ts';
import type { Audit } from './audit.ts';
import { bringUp } from './repairs/bring-up.ts';
import { confirm, repair } from './confirm.ts';
import { proveLevel } from './prove.ts';
import type { Report } from './report.ts';
import { newRun, note, sameness } from './run.ts';
import { reportOf } from './report.ts';
import { readAllReservations } from './scan.ts';

/**
 * Audits one level by itself. The audit of everything that may be under way goes on beside it and
 * knows nothing of it.
 */
export async function auditLevel(audit: Audit, level: StockKeyInput, repairs: boolean): Promise<Report> {
  const run = newRun(new Date());
  const ledger = await readAllReservations(audit);
  const proof = await proveLevel(audit, ledger, level);
  run.checked = { levels: proof.level ? 1 : 0, holds: ledger.count };
  if (proof.findings.length > 0) {
    await pause(audit.settleMs);
    const { drift } = await confirm(audit, ledger, { level, findings: proof.findings.map(sameness), seenAt: 0 });
    for (const each of drift) note(run, each);
  }
  if (proof.level) run.broughtUp = await bringUp(audit, [proof.level]);
  if (repairs) for (const each of run.drift) each.repaired = await repair(audit, ledger, each);
  run.undecided = proof.units === undefined ? 1 : 0;
  const report = reportOf(run, repairs);
  return proof.level || run.drift.length > 0 ? report : { ...report, neighbours: await neighboursOf(audit, level) };
}

/** Of a side, of the ids in their order, which does not look at upper and lower case. */
const NEIGHBOURS = 100;

async function neighboursOf({ reads, tables }: Audit, { productId, warehouseId }: StockKeyInput): Promise<StockKeyInput[]> {
  const side = (comparison: '<' | '>=') =>
    reads.first({
      TableName: tables.inventory,
      IndexName: LISTING_INDEX.name,
      KeyConditionExpression: `#partition = :partition AND #sort ${comparison} :sort`,
      ExpressionAttributeNames: { '#partition': LISTING_INDEX.partition, '#sort': LISTING_INDEX.sort },
      ExpressionAttributeValues: { ':partition': LISTING, ':sort': listKey(productId, warehouseId) },
      ScanIndexForward: comparison === '>=',
      Limit: NEIGHBOURS,
    });
  const items = [...(await side('<')), ...(await side('>='))];
  return items.map(({ product_id, warehouse_id }) => ({ productId: String(product_id), warehouseId: String(warehouse_id) }));
}
