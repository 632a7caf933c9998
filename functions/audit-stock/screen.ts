import { levelKey } from '../../domain/lines.ts';
import { isSubReservation } from '../../domain/orders.ts';
import { isOpen } from '../../domain/reservation.ts';
import { KEY_SEPARATOR } from '../../domain/text.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { LEVELS_PER_TRANSACTION, storeMarks } from '../lib/derived-status.ts';
import { withRetries } from '../lib/retry.ts';
import type { Audit, Finding } from './audit.ts';
import { descriptionFindings, productsToCompare } from './checks/description.ts';
import { proveHistory } from './checks/history.ts';
import { hasLines, reservationFindings, orphanFindings } from './checks/reservation.ts';
import type { StoredReservation } from './checks/reservation.ts';
import { reservedFindings, levelFindings, markFindings } from './checks/level.ts';
import type { StoredLevel } from './checks/level.ts';
import { requestFindings } from './checks/request.ts';
import type { StoredRequest } from './checks/request.ts';
import type { ReservedLedger } from './reserved-ledger.ts';
import { FEW_LOOKS, historyOf, isOld, proveLevel } from './prove.ts';
import { bringUp } from './repairs/bring-up.ts';
import { sameness, suspect } from './run.ts';
import type { Run, Suspect } from './run.ts';

// The first look at everything, page by page. It may be behind, so what it finds is only suspected;
// levels are proved at once, which clears most.

type Items = Record<string, unknown>[];

/** Levels of one page that are looked at beside each other. */
const CONCURRENCY = 8;

/** Enters open reservations into the ledger and suspects those that are not as they should be. */
export async function screenReservations(audit: Audit, run: Run, ledger: ReservedLedger, items: Items): Promise<() => void> {
  const reservations = items as unknown as StoredReservation[];
  const subs = reservations.filter((reservation) => isOpen(reservation) && isSubReservation(reservation.reservation_id));
  const orphaned = new Set<StoredReservation>();
  for (const sub of subs) if ((await orphanFindings(audit, sub)).length > 0) orphaned.add(sub);
  return () => {
    for (const reservation of reservations) {
      if (isOpen(reservation) && hasLines(reservation)) {
        run.checked.holds += 1;
        ledger.add(reservation);
      }
      const findings = reservationFindings(reservation).map(sameness);
      if (orphaned.has(reservation)) findings.push('HOLD_ORPHANED');
      if (findings.length > 0) suspect(run, { reservation: reservation.reservation_id, findings });
    }
  };
}

export function screenRequests(run: Run, items: Items): () => void {
  return () => {
    for (const request of items as unknown as StoredRequest[]) {
      const findings = requestFindings(request).map(sameness);
      if (findings.length > 0) suspect(run, { request: request.request_id, findings });
    }
  };
}

/**
 * Looks at levels with their history and what is reserved of them. Marks that are only late are
 * stored, and levels of the release before are brought up.
 */
export async function screenLevels(audit: Audit, run: Run, ledger: ReservedLedger, items: Items): Promise<() => void> {
  const levels = items as unknown as StoredLevel[];
  const suspects = await mapLimited(levels, CONCURRENCY, (level) => screenLevel(audit, ledger, level));
  const products = await mapLimited(productsToCompare(levels), CONCURRENCY, (product) => screenProduct(audit, product));
  const late = levels.filter((level) => markFindings(level).length > 0 && !isOld(audit, level.last_updated));
  for (let start = 0; start < late.length; start += LEVELS_PER_TRANSACTION) {
    const some = late.slice(start, start + LEVELS_PER_TRANSACTION);
    await withRetries(() => storeMarks(audit.dynamodb, audit.tables, some), audit.deadline, isRetryable);
  }
  const broughtUp = await bringUp(audit, levels);
  return () => {
    run.checked.levels += levels.length;
    run.late += late.length;
    run.broughtUp = (run.broughtUp ?? 0) + broughtUp;
    run.matched += levels.filter((level) => ledger.levels.has(levelKey(level.product_id, level.warehouse_id))).length;
    for (const suspected of [...suspects, ...products]) if (suspected) suspect(run, suspected);
  };
}

/** Suspects the levels of reservations that have no item, when there can be any. */
export async function screenMissing(audit: Audit, run: Run, ledger: ReservedLedger): Promise<void> {
  if (run.matched >= ledger.levels.size) return;
  const all = [...ledger.levels.values()].map(({ level }) => level);
  const keys = all.map(({ productId, warehouseId }) => ({ product_id: productId, warehouse_id: warehouseId }));
  const there = new Set<string>();
  const most = 1_000;
  for (let start = 0; start < keys.length; start += most) {
    const items = (await audit.reads.batch(audit.tables.inventory, keys.slice(start, start + most))) as unknown as StoredLevel[];
    for (const { product_id, warehouse_id } of items) there.add(levelKey(product_id, warehouse_id));
  }
  const missing = all.filter(({ productId, warehouseId }) => !there.has(levelKey(productId, warehouseId)));
  for (const level of missing) suspect(run, { level, findings: ['LEVEL_MISSING'] });
}

async function screenProduct(audit: Audit, product: string): Promise<Omit<Suspect, 'seenAt'> | undefined> {
  const findings = await descriptionFindings(audit, product);
  return findings.length === 0 ? undefined : { product, findings: findings.map(sameness) };
}

async function screenLevel(audit: Audit, ledger: ReservedLedger, level: StoredLevel): Promise<Omit<Suspect, 'seenAt'> | undefined> {
  const key = { productId: level.product_id, warehouseId: level.warehouse_id };
  const reserved = ledger.levels.get(levelKey(key.productId, key.warehouseId))?.units ?? { reserved: 0, committed: 0 };
  const movements = await historyOf(audit, key, false);
  const looksWrong: Finding[] = [
    ...levelFindings(level),
    ...reservedFindings(level, reserved),
    ...proveHistory(level, movements, (time) => isOld(audit, time)).findings,
    ...(isOld(audit, level.last_updated) ? markFindings(level) : []),
  ];
  const isBehind = level.sequence < (movements.at(-1)?.sequence ?? 0);
  if (looksWrong.length === 0 && !isBehind) return undefined;
  const proof = await proveLevel(audit, ledger, key, FEW_LOOKS);
  if (proof.findings.length === 0 && proof.units !== undefined) return undefined;
  return { level: key, findings: proof.findings.map(sameness) };
}

/**
 * The id of a reservation for people: those of large orders are joined with a control character.
 */
export function readableId(id: string): string {
  return id.replaceAll(KEY_SEPARATOR, '/');
}
