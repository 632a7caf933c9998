import { isSubReservation } from '../../domain/orders.ts';
import { isOpen } from '../../domain/reservation.ts';
import type { Audit, Drift, Finding } from './audit.ts';
import { descriptionFindings } from './checks/description.ts';
import { reservationFindings, orphanFindings } from './checks/reservation.ts';
import type { StoredReservation } from './checks/reservation.ts';
import { markFindings } from './checks/level.ts';
import { requestFindings } from './checks/request.ts';
import type { StoredRequest } from './checks/request.ts';
import type { ReservedLedger } from './reserved-ledger.ts';
import { proveLevel } from './prove.ts';
import { isAlert } from './checks/alert.ts';
import { endAlert } from './repairs/alert.ts';
import { releaseOrphan, repairReservation, repairRequest } from './repairs/reservation.ts';
import { repairLevel } from './repairs/level.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { storeMarks } from '../lib/derived-status.ts';
import { Refusal } from '../lib/refusal.ts';
import { withRetries } from '../lib/retry.ts';
import { sameness } from './run.ts';
import type { Suspect } from './run.ts';

/** What a second look, some time later, found of a suspect: what was there both times is drift. */
export async function confirm(audit: Audit, ledger: ReservedLedger, suspected: Suspect): Promise<{ drift: Drift[]; undecided: boolean }> {
  const { level, product, reservation, request, findings } = suspected;
  const lasted = (found: readonly Finding[], what: Partial<Drift>): Drift[] =>
    found.filter((finding) => findings.includes(sameness(finding))).map((finding) => ({ ...finding, ...what }));
  if (level) {
    const proof = await proveLevel(audit, ledger, level);
    return { drift: lasted(proof.findings, { level }), undecided: proof.units === undefined };
  }
  if (product !== undefined) return { drift: lasted(await descriptionFindings(audit, product), { product }), undecided: false };
  if (reservation !== undefined)
    return { drift: lasted(await findingsOfReservation(audit, reservation), { id: reservation }), undecided: false };
  const record = await audit.reads.get(audit.tables.requests, { request_id: request });
  const found = record ? requestFindings(record as unknown as StoredRequest) : [];
  return { drift: lasted(found, { ...(request !== undefined && { id: request }) }), undecided: false };
}

/** How long one repair is tried that meets others, milliseconds. */
const REPAIR_MS = 30_000;

/**
 * Mends one thing that drifted. Answers whether it is right now. Which description of a product is
 * the right one nobody but staff knows.
 */
export async function repair(within: Audit, ledger: ReservedLedger, { kind, level, id = '' }: Drift): Promise<boolean> {
  if (kind === 'DESCRIPTION') return false;
  const audit = { ...within, deadline: Math.min(within.deadline, Date.now() + REPAIR_MS) };
  try {
    if (level) return await repairLevel(audit, ledger, level);
    if (kind === 'REQUEST' || kind === 'ALERT') return await mendRequest(audit, id);
    return await mendReservation(audit, id, kind);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/**
 * Stores the marks that a level's numbers ask for, which needs nobody's leave: a feed that has
 * failed must not silence an alert.
 */
export async function restoreMarks(audit: Audit, ledger: ReservedLedger, { level }: Drift): Promise<boolean> {
  if (!level) return false;
  const proof = await proveLevel(audit, ledger, level);
  const item = proof.level;
  if (!item || markFindings(item).length === 0) return true;
  await withRetries(() => storeMarks(audit.dynamodb, audit.tables, [item]), audit.deadline, isRetryable);
  return true;
}

async function mendReservation(audit: Audit, id: string, kind: Drift['kind']): Promise<boolean> {
  const reservation = await readReservation(audit, id);
  if (reservation && kind === 'HOLD_ORPHANED' && (await orphanFindings(audit, reservation)).length > 0)
    await releaseOrphan(audit, reservation);
  else if (reservation && reservationFindings(reservation).length > 0) await repairReservation(audit, reservation);
  return (await findingsOfReservation(audit, id)).every((finding) => finding.kind !== kind);
}

async function mendRequest(audit: Audit, id: string): Promise<boolean> {
  const read = async () => (await audit.reads.get(audit.tables.requests, { request_id: id })) as StoredRequest | undefined;
  const record = await read();
  if (record && requestFindings(record).length > 0) await (isAlert(record) ? endAlert(audit, record) : repairRequest(audit, record));
  const after = await read();
  return !after || requestFindings(after).length === 0;
}

async function findingsOfReservation(audit: Audit, id: string): Promise<Finding[]> {
  const reservation = await readReservation(audit, id);
  if (!reservation) return [];
  const orphaned = isOpen(reservation) && isSubReservation(id) ? await orphanFindings(audit, reservation) : [];
  return [...reservationFindings(reservation), ...orphaned];
}

async function readReservation({ reads, tables }: Audit, id: string): Promise<StoredReservation | undefined> {
  return (await reads.get(tables.reservations, { reservation_id: id })) as StoredReservation | undefined;
}
