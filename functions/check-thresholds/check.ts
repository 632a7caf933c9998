import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { OPEN_ALERT } from '../../domain/alerts.ts';
import { isLive } from '../../domain/level.ts';
import { descriptionOf } from '../../domain/level-fields.ts';
import { sellable, stockStatus } from '../../domain/status.ts';
import { mapLimited } from '../lib/concurrency.ts';
import { isRetryable } from '../lib/dynamodb-errors.ts';
import { LEVELS_PER_TRANSACTION, outdated, storeMarks } from '../lib/derived-status.ts';
import { withRetries } from '../lib/retry.ts';
import type { AlertItem, PendingAlert } from './alert.ts';
import { decide } from './decide.ts';
import type { Rules } from './decide.ts';
import { splitIntoMessages } from './message.ts';
import { publishAll } from './publish.ts';
import type { Outgoing, Published, PublishServices } from './publish.ts';
import { end, readWatched, rearm, watchedLevels } from './alert-store.ts';
import type { Watched } from './alert-store.ts';

/** What the check works with. */
export interface CheckServices extends PublishServices {
  rules: Omit<Rules, 'now'>;
  /** Gets what failed and does not stop the run. */
  onError: (message: string, error: Error) => void;
}

/** What a run did. */
export interface CheckReport extends Published {
  /** Levels that are low or out now. */
  low: number;
  /**
   * Of these, levels whose units are all there and all reserved: shoppers find none, and nobody has
   * bought one.
   */
  held: number;
}

/** What is to be published. */
interface Plan {
  resend: PendingAlert[];
  notify: { item: PendingAlert; read: AlertItem | undefined }[];
  /** Keys of alerts that another run has in hand. */
  wait: string[];
  low: number;
  held: number;
}

/** Between two looks at what another run has in hand, milliseconds. */
const POLL_MS = 1_000;
/** Writes under way at once. */
const CONCURRENCY = 25;

/**
 * Looks at all levels that are low or have an open alert, and publishes what subscribers do not
 * know yet. A message is written into its alerts before it is published, and taken out of them
 * afterwards: whenever a run dies, a later one publishes that message again, under the same id, and
 * no other.
 */
export async function checkThresholds(services: CheckServices): Promise<CheckReport> {
  const plan = await planned(services);
  const report: CheckReport = { low: plan.low, held: plan.held, told: 0, messages: 0 };
  await publishAll(services, messagesOf(plan), report);
  await publishAbandoned(services, plan.wait, report);
  return report;
}

/** Reads everything and does what needs no message. */
async function planned(services: CheckServices): Promise<Plan> {
  const plan: Plan = { resend: [], notify: [], wait: [], low: 0, held: 0 };
  for await (const watched of watchedLevels(services)) {
    await storeStatus(services, watched);
    await mapLimited(watched, CONCURRENCY, (each) => act(services, each, plan));
  }
  return plan;
}

async function act(services: CheckServices, { requestId, level, alert }: Watched, plan: Plan): Promise<void> {
  const decision = decide(level, alert, { ...services.rules, now: new Date() });
  if (decision.act === 'wait') plan.wait.push(requestId);
  if (decision.act === 'resend' && alert && isPending(alert)) plan.resend.push(alert);
  if (decision.act === 'end' && alert) await end(services, alert);
  if (decision.act === 'rearm' && alert) await rearm(services, alert, decision);
  if (isLive(level) && stockStatus(sellable(level), level.threshold_level) !== 'IN_STOCK') plan.low += 1;
  if (isLive(level) && level.available_count <= 0 && level.stock_count > 0) plan.held += 1;
  if (decision.act === 'notify' && level) {
    const { product_id, warehouse_id, available_count, safety_stock = 0, stock_count, threshold_level } = level;
    const { name, category } = descriptionOf(level);
    const { kind, status, since } = decision;
    const entry = {
      ...{ productId: product_id, name, warehouseId: warehouse_id, category, status },
      ...{ availableCount: available_count, safetyStock: safety_stock, sellableCount: sellable(level) },
      ...{ stockCount: stock_count, thresholdLevel: threshold_level, since },
    };
    const pending = { message: '', kind, part: 1, parts: 1, entry, claim: '', lease_until: 0 };
    const known = { request_id: requestId, product_id, warehouse_id, unfinished: OPEN_ALERT, revision: alert?.revision ?? 0 } as const;
    const said = { told: status, since, told_count: sellable(level), ...(alert?.told_at && { told_at: alert.told_at }), pending };
    plan.notify.push({ item: { ...known, ...said }, read: alert });
  }
}

/** Messages that were begun come first, each as it was; then what is new, then the reminder. */
function messagesOf({ resend, notify }: Pick<Plan, 'resend' | 'notify'>): Outgoing[] {
  const begun = [...Map.groupBy(resend, ({ pending }) => pending.message)].map(([id, alerts]) => ({
    id,
    kind: alerts[0]?.pending.kind ?? 'ALERT',
    part: alerts[0]?.pending.part ?? 1,
    parts: alerts[0]?.pending.parts ?? 1,
    alerts: alerts.map((item) => ({ item, read: item })),
  }));
  const fresh = (['ALERT', 'REMINDER'] as const).flatMap((kind) => {
    const those = notify.filter(({ item }) => item.pending.kind === kind);
    const messages = splitIntoMessages(those, ({ item }) => item.pending.entry);
    return messages.map((alerts, place) => ({ id: randomUUID(), kind, part: place + 1, parts: messages.length, alerts }));
  });
  return [...begun, ...fresh];
}

/** Waits for another run to end what it has in hand, and does it when that run has died over it. */
async function publishAbandoned(services: CheckServices, requestIds: string[], report: CheckReport): Promise<void> {
  let left = requestIds;
  while (left.length > 0 && Date.now() < services.deadline) {
    await pause(POLL_MS);
    const watched = await readWatched(services, left);
    const still = watched.flatMap(({ alert }) => (alert?.unfinished && isPending(alert) ? [alert] : []));
    const abandoned = still.filter(({ pending }) => pending.lease_until <= Date.now());
    await publishAll(services, messagesOf({ resend: abandoned, notify: [] }), report);
    left = still.filter((alert) => !abandoned.includes(alert)).map(({ request_id }) => request_id);
  }
}

function isPending(alert: AlertItem): alert is PendingAlert {
  return alert.pending !== undefined;
}

/**
 * Stores the status where it is not what the numbers say: the change feed may be late, or have
 * given up. Alerts do not depend on it.
 */
async function storeStatus({ dynamodb, tables, deadline, onError }: CheckServices, watched: readonly Watched[]): Promise<void> {
  const wrong = outdated(watched.flatMap(({ level }) => level ?? []));
  for (let start = 0; start < wrong.length; start += LEVELS_PER_TRANSACTION) {
    const some = wrong.slice(start, start + LEVELS_PER_TRANSACTION);
    try {
      await withRetries(() => storeMarks(dynamodb, tables, some), deadline, isRetryable);
    } catch (error) {
      onError('The stored status of levels could not be set', error as Error);
    }
  }
}
