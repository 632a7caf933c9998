import type { CheckoutCalls, Refusal } from './calls.ts';
import { checkOut } from './checkout.ts';
import type { Handling, PlannedInvoice, PlannedOrder } from './plan.ts';
import type { AdjustStockInput } from '../../schema/types.ts';

/** What a replay came to. */
export interface Outcome {
  shipped: PlannedOrder[];
  abandoned: PlannedOrder[];
  adjusted: AdjustStockInput[];
  refused: { id: string; refusal: Refusal }[];
  /** Orders by what their customers did. */
  handled: Record<Handling, number>;
}

/**
 * Plays invoices in their order, that many at a time. Ends early when `signal` is aborted. Rejects
 * with the first failure that is no refusal, after the invoices under way.
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
  const failures: unknown[] = [];
  const work = async () => {
    for (const invoice of waiting) {
      if (options.signal.aborted || failures.length > 0) return;
      try {
        await play(invoice, calls, outcome);
      } catch (error) {
        failures.push(error);
      }
      options.done();
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
  if (failures.length > 0) throw failures[0];
  return outcome;
}

async function play({ order, adjustments }: PlannedInvoice, calls: CheckoutCalls, outcome: Outcome): Promise<void> {
  if (order) {
    outcome.handled[order.handling] += 1;
    const result = await checkOut(order, calls);
    if (result.end === 'refused') outcome.refused.push({ id: order.orderId, refusal: result.refusal });
    else outcome[result.end].push(order);
  }
  for (const adjustment of adjustments) {
    const result = await calls.adjust(adjustment);
    if ('refusal' in result) outcome.refused.push({ id: adjustment.adjustmentId, refusal: result.refusal });
    else outcome.adjusted.push(adjustment);
  }
}
