import type { Audit, Drift, Finding } from './audit.ts';
import { holdFindings, isPart, orphanFindings } from './checks/hold.ts';
import type { StoredHold } from './checks/hold.ts';
import { markFindings } from './checks/level.ts';
import { requestFindings } from './checks/request.ts';
import type { StoredRequest } from './checks/request.ts';
import type { HoldBook } from './hold-book.ts';
import { proveLevel } from './prove.ts';
import { isAlert } from './checks/alert.ts';
import { endAlert } from './repairs/alert.ts';
import { releaseOrphan, repairHold, repairRequest } from './repairs/hold.ts';
import { repairLevel } from './repairs/level.ts';
import { passes } from '../lib/dynamodb-errors.ts';
import { storeMarks } from '../lib/marks.ts';
import { Refusal } from '../lib/refusal.ts';
import { withRetries } from '../lib/retry.ts';
import { sameness } from './run.ts';
import type { Suspect } from './run.ts';

/** What a second look, some time later, found of a suspect: what was there both times is drift. */
export async function confirm(audit: Audit, book: HoldBook, suspected: Suspect): Promise<{ drift: Drift[]; undecided: boolean }> {
  const { level, reservation, request, findings } = suspected;
  const lasted = (found: readonly Finding[], what: Partial<Drift>): Drift[] =>
    found.filter((finding) => findings.includes(sameness(finding))).map((finding) => ({ ...finding, ...what }));
  if (level) {
    const proof = await proveLevel(audit, book, level);
    return { drift: lasted(proof.findings, { level }), undecided: proof.held === undefined };
  }
  if (reservation !== undefined) return { drift: lasted(await findingsOfHold(audit, reservation), { id: reservation }), undecided: false };
  const record = await audit.reads.get(audit.tables.requests, { request_id: request });
  const found = record ? requestFindings(record as unknown as StoredRequest) : [];
  return { drift: lasted(found, { ...(request !== undefined && { id: request }) }), undecided: false };
}

/** How long one repair is tried that meets others, milliseconds. */
const REPAIR_MS = 30_000;

/** Mends one thing that drifted. Answers whether it is right now. */
export async function repair(within: Audit, book: HoldBook, { kind, level, id = '' }: Drift): Promise<boolean> {
  const audit = { ...within, deadline: Math.min(within.deadline, Date.now() + REPAIR_MS) };
  try {
    if (level) return await repairLevel(audit, book, level);
    if (kind === 'REQUEST' || kind === 'ALERT') return await mendRequest(audit, id);
    return await mendHold(audit, id, kind);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Stores the marks that a level's numbers ask for, which needs nobody's leave: a feed that has failed must not silence an alert. */
export async function restoreMarks(audit: Audit, book: HoldBook, { level }: Drift): Promise<boolean> {
  if (!level) return false;
  const proof = await proveLevel(audit, book, level);
  const item = proof.level;
  if (!item || markFindings(item).length === 0) return true;
  await withRetries(() => storeMarks(audit.dynamodb, audit.tables, [item]), audit.deadline, passes);
  return true;
}

async function mendHold(audit: Audit, id: string, kind: Drift['kind']): Promise<boolean> {
  const hold = await readHold(audit, id);
  if (hold && kind === 'HOLD_ORPHANED' && (await orphanFindings(audit, hold)).length > 0) await releaseOrphan(audit, hold);
  else if (hold && holdFindings(hold).length > 0) await repairHold(audit, hold);
  return (await findingsOfHold(audit, id)).every((finding) => finding.kind !== kind);
}

async function mendRequest(audit: Audit, id: string): Promise<boolean> {
  const read = async () => (await audit.reads.get(audit.tables.requests, { request_id: id })) as StoredRequest | undefined;
  const record = await read();
  if (record && requestFindings(record).length > 0) await (isAlert(record) ? endAlert(audit, record) : repairRequest(audit, record));
  const after = await read();
  return !after || requestFindings(after).length === 0;
}

async function findingsOfHold(audit: Audit, id: string): Promise<Finding[]> {
  const hold = await readHold(audit, id);
  if (!hold) return [];
  const orphaned = hold.status === 'ACTIVE' && isPart(hold) ? await orphanFindings(audit, hold) : [];
  return [...holdFindings(hold), ...orphaned];
}

async function readHold({ reads, tables }: Audit, id: string): Promise<StoredHold | undefined> {
  return (await reads.get(tables.reservations, { reservation_id: id })) as StoredHold | undefined;
}
