import { levelKey } from '../../domain/lines.ts';
import { KEY_SEPARATOR } from '../../domain/text.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { passes } from '../lib/dynamodb-errors.ts';
import { LEVELS_PER_TRANSACTION, storeMarks } from '../lib/marks.ts';
import { withRetries } from '../lib/retry.ts';
import type { Audit, Finding } from './audit.ts';
import { proveHistory } from './checks/history.ts';
import { hasLines, holdFindings, isPart, orphanFindings } from './checks/hold.ts';
import type { StoredHold } from './checks/hold.ts';
import { heldFindings, levelFindings, markFindings } from './checks/level.ts';
import type { StoredLevel } from './checks/level.ts';
import { requestFindings } from './checks/request.ts';
import type { StoredRequest } from './checks/request.ts';
import type { HoldBook } from './hold-book.ts';
import { FEW_LOOKS, historyOf, isOld, proveLevel } from './prove.ts';
import { sameness, suspect } from './run.ts';
import type { Run, Suspect } from './run.ts';

// The first look at everything, page by page. It may be behind, so what it finds is only suspected; levels are proved at once, which clears most.

type Items = Record<string, unknown>[];

/** Levels of one page that are looked at beside each other. */
const CONCURRENCY = 8;

/** Enters active holds into the book and suspects those that are not as they should be. */
export async function screenHolds(audit: Audit, run: Run, book: HoldBook, items: Items): Promise<() => void> {
  const holds = items as unknown as StoredHold[];
  const parts = holds.filter((hold) => hold.status === 'ACTIVE' && isPart(hold));
  const orphaned = new Set<StoredHold>();
  for (const part of parts) if ((await orphanFindings(audit, part)).length > 0) orphaned.add(part);
  return () => {
    for (const hold of holds) {
      if (hold.status === 'ACTIVE' && hasLines(hold)) {
        run.checked.holds += 1;
        book.add(hold);
      }
      const findings = holdFindings(hold).map(sameness);
      if (orphaned.has(hold)) findings.push('HOLD_ORPHANED');
      if (findings.length > 0) suspect(run, { reservation: hold.reservation_id, findings });
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

/** Looks at levels with their history and what is held of them. Marks that are only late are stored. */
export async function screenLevels(audit: Audit, run: Run, book: HoldBook, items: Items): Promise<() => void> {
  const levels = items as unknown as StoredLevel[];
  const suspects = await mapLimited(levels, CONCURRENCY, (level) => screenLevel(audit, book, level));
  const late = levels.filter((level) => markFindings(level).length > 0 && !isOld(audit, level.last_updated));
  for (let start = 0; start < late.length; start += LEVELS_PER_TRANSACTION) {
    const some = late.slice(start, start + LEVELS_PER_TRANSACTION);
    await withRetries(() => storeMarks(audit.dynamodb, audit.tables, some), audit.deadline, passes);
  }
  return () => {
    run.checked.levels += levels.length;
    run.late += late.length;
    run.matched += levels.filter((level) => book.levels.has(levelKey(level.product_id, level.warehouse_id))).length;
    for (const suspected of suspects) if (suspected) suspect(run, suspected);
  };
}

/** Suspects the levels of holds that have no item, when there can be any. */
export async function screenMissing(audit: Audit, run: Run, book: HoldBook): Promise<void> {
  if (run.matched >= book.levels.size) return;
  const all = [...book.levels.values()].map(({ level }) => level);
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

async function screenLevel(audit: Audit, book: HoldBook, level: StoredLevel): Promise<Omit<Suspect, 'seenAt'> | undefined> {
  const key = { productId: level.product_id, warehouseId: level.warehouse_id };
  const held = book.levels.get(levelKey(key.productId, key.warehouseId))?.pieces ?? 0;
  const movements = await historyOf(audit, key, false);
  const looksWrong: Finding[] = [
    ...levelFindings(level),
    ...heldFindings(level, held),
    ...proveHistory(level, movements, (time) => isOld(audit, time)).findings,
    ...(isOld(audit, level.last_updated) ? markFindings(level) : []),
  ];
  const ahead = (movements.at(-1)?.sequence ?? 0) > level.sequence;
  if (looksWrong.length === 0 && !ahead) return undefined;
  const proof = await proveLevel(audit, book, key, FEW_LOOKS);
  if (proof.findings.length === 0 && proof.held !== undefined) return undefined;
  return { level: key, findings: proof.findings.map(sameness) };
}

/** The id of a hold for people: those of large orders are joined with a control character. */
export function readableId(id: string): string {
  return id.replaceAll(KEY_SEPARATOR, '/');
}
