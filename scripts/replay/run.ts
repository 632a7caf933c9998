import type { CheckoutCalls, Refusal } from './calls.ts';
import { checkOut, ship } from './checkout.ts';
import type { PaidOrder } from './checkout.ts';
import type { Handling, PlannedInvoice, PlannedOrder } from './plan.ts';
import type { AdjustStockInput } from '../../schema/types.ts';

/** What a replay came to. */
export interface Outcome {
  /** With the lines that left. */
  shipped: PaidOrder[];
  abandoned: PlannedOrder[];
  adjusted: AdjustStockInput[];
  refused: { id: string; refusal: Refusal }[];
  /** Orders by what their customers did. */
  handled: Record<Handling, number>;
}

/** How many invoices are paid after an order before it ships: so some always wait to be packed. */
const PAID_BEFORE_PACKED = 25;

/**
 * Plays invoices in their order, that many at a time: an order is paid at once and ships later.
 * Ends early when `signal` is aborted; what is paid then waits for the next run. Rejects with the
 * first failure that is no refusal, after the invoices under way.
 */
export async function runPlan(
  invoices: readonly PlannedInvoice[],
  calls: CheckoutCalls,
  options: { parallel: number; signal: AbortSignal; done: () => void },
): Promise<Outcome> {
  const outcome: Outcome = {
    shipped: [],
    abandoned: [],
    adjusted: [],
    refused: [],
    handled: { bought: 0, extended: 0, changed: 0, abandoned: 0 },
  };
  const waiting = invoices.values();
  const paid: PaidOrder[] = [];
  const failures: unknown[] = [];
  const work = async () => {
    for (const invoice of waiting) {
      if (options.signal.aborted || failures.length > 0) return;
      try {
        await play(invoice, calls, { outcome, paid });
        const packed = paid.length > PAID_BEFORE_PACKED ? paid.shift() : undefined;
        if (packed) await pack(packed, calls, outcome);
      } catch (error) {
        failures.push(error);
      }
      options.done();
    }
    for (let packed = paid.shift(); packed && !options.signal.aborted; packed = paid.shift()) await pack(packed, calls, outcome);
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
  if (failures.length > 0) throw failures[0];
  return outcome;
}

/** What has happened so far, and the orders that wait for their parcels. */
interface Progress {
  outcome: Outcome;
  paid: PaidOrder[];
}

async function play({ order, adjustments }: PlannedInvoice, calls: CheckoutCalls, { outcome, paid }: Progress): Promise<void> {
  if (order) {
    outcome.handled[order.handling] += 1;
    const result = await checkOut(order, calls);
    if (result.end === 'refused') outcome.refused.push({ id: order.orderId, refusal: result.refusal });
    if (result.end === 'abandoned') outcome.abandoned.push(order);
    if (result.end === 'paid') paid.push(result.paid);
  }
  for (const adjustment of adjustments) {
    const result = await calls.adjust(adjustment);
    if ('refusal' in result) outcome.refused.push({ id: adjustment.adjustmentId, refusal: result.refusal });
    else outcome.adjusted.push(adjustment);
  }
}

async function pack(paid: PaidOrder, calls: CheckoutCalls, outcome: Outcome): Promise<void> {
  const refusal = await ship(paid, calls);
  if (refusal) outcome.refused.push({ id: paid.order.orderId, refusal });
  else outcome.shipped.push(paid);
}
