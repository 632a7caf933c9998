import type { ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { isOpen } from '../../domain/reservation.ts';
import type { Audit } from './audit.ts';
import { hasLines, HOLD_FILTER } from './checks/reservation.ts';
import type { StoredReservation } from './checks/reservation.ts';
import { ReservedLedger } from './reserved-ledger.ts';
import { SEGMENTS } from './run.ts';
import type { Position } from './run.ts';

type Items = Record<string, unknown>[];

/**
 * Looks at a page and answers with what it means, to be done at the moment when the page is passed.
 */
type Page = (items: Items) => Promise<() => void>;

/**
 * Scans a table in segments beside each other, from where they are. A segment moves on together
 * with what its page means, in one moment, and then `passed` may save both. Answers whether all is
 * done; otherwise the time was over.
 */
export async function scanFrom(
  audit: Audit,
  positions: Position[],
  input: ScanCommandInput,
  page: Page,
  passed: () => Promise<void>,
): Promise<boolean> {
  const state = { failed: false };

  async function follow(segment: number): Promise<void> {
    for (let position = positions[segment]; position && !position.done && mayGoOn(); position = positions[segment]) {
      const { from } = position;
      const part = { Segment: segment, TotalSegments: positions.length, ...(from && { ExclusiveStartKey: from }) };
      const { items, last } = await audit.reads.scan({ ...input, ...part });
      const apply = await page(items);
      apply();
      positions[segment] = last ? { from: last } : { done: true };
      await passed();
    }
  }

  function mayGoOn(): boolean {
    return !state.failed && Date.now() < audit.deadline;
  }

  // None goes on in the background when one has failed.
  const ends = positions.map((_position, segment) =>
    follow(segment).catch((error: unknown) => {
      state.failed = true;
      throw error;
    }),
  );
  await Promise.allSettled(ends);
  await Promise.all(ends);
  return positions.every(({ done }) => done === true);
}

/**
 * All open reservations at once, for an audit of one level that nobody goes on with. Rejects when
 * the time is over.
 */
export async function readAllReservations(audit: Audit): Promise<ReservedLedger> {
  const ledger = new ReservedLedger(new Date().toISOString());
  const input = { TableName: audit.tables.reservations, ...HOLD_FILTER };
  const positions = Array.from({ length: SEGMENTS }, () => ({}));
  const page: Page = (items) =>
    Promise.resolve(() => {
      for (const reservation of items as unknown as StoredReservation[])
        if (isOpen(reservation) && hasLines(reservation)) ledger.add(reservation);
      ledger.takeUnsaved();
    });
  if (!(await scanFrom(audit, positions, input, page, () => Promise.resolve())))
    throw new Error('There are more reservations than one run can read.');
  return ledger;
}
