import { isLive } from '../../domain/level.ts';
import { statusSince } from '../../domain/derived-status.ts';
import { sellable, stockStatus } from '../../domain/status.ts';
import type { MarkedLevel } from '../lib/derived-status.ts';
import type { AlertItem, AlertKind, LowStatus } from './alert.ts';
import { isDue } from './reminder.ts';
import type { Reminder } from './reminder.ts';

/** What a deploy decides about alerts, and the time. */
export interface Rules {
  /** How far above a limit a level has to be to have recovered, percent of its threshold. */
  marginPercent: number;
  /** When what is still low is published again; never when left out. */
  reminder?: Reminder | undefined;
  now: Date;
}

/** What is to be done about a level. */
export type Decision =
  | { act: 'nothing' | 'end' }
  /** Publish, and note it. */
  | { act: 'notify'; kind: AlertKind; status: LowStatus; since: string }
  /** A run died, or failed, between saying what it publishes and noting that it did. */
  | { act: 'resend' }
  /** Another run is publishing it. */
  | { act: 'wait' }
  /** It is better than its alert says, so that a second fall is published again. */
  | { act: 'rearm'; since: string; count: number };

/**
 * What is to be done about a level (undefined: there is none) that has this alert (undefined: none
 * yet).
 *
 * A fall is published once: from in stock to low or out, from low to out, and below a threshold
 * that was set since. Recovery is not published; it takes a margin above the threshold, and from
 * out to low a margin above zero, so that a level that goes to and fro is not published each time.
 * A muted level has no alert, and once it is not muted any more it begins without one.
 */
export function decide(level: MarkedLevel | undefined, alert: AlertItem | undefined, rules: Rules): Decision {
  const open = alert?.unfinished === undefined ? undefined : alert;
  if (open?.pending) return { act: open.pending.lease_until > rules.now.getTime() ? 'wait' : 'resend' };
  if (!isLive(level) || level.muted) return { act: open ? 'end' : 'nothing' };
  const { threshold_level: threshold } = level;
  const sells = sellable(level);
  const status = stockStatus(sells, threshold);
  const since = statusSince(level, status);
  if (!open) return status === 'IN_STOCK' ? { act: 'nothing' } : { act: 'notify', kind: 'ALERT', status, since };
  const margin = Math.ceil((threshold * rules.marginPercent) / 100);
  if (sells > threshold + margin) return { act: 'end' };
  if (open.told === 'OUT_OF_STOCK' && status !== 'OUT_OF_STOCK' && sells > margin)
    return { act: 'rearm', since, count: Math.min(sells, threshold) };
  if (status === 'IN_STOCK') return { act: 'nothing' };
  if (open.told === 'LOW_STOCK' && (status === 'OUT_OF_STOCK' || isNewFall(open, threshold)))
    return { act: 'notify', kind: 'ALERT', status, since };
  return rules.reminder && open.told_at !== undefined && isDue(new Date(open.told_at), rules.now, rules.reminder)
    ? { act: 'notify', kind: 'REMINDER', status, since: status === open.told ? open.since : since }
    : { act: 'nothing' };
}

/**
 * Whether what is low now was above this threshold when it was published: then the threshold has
 * been lowered since, and the level has fallen below it.
 */
function isNewFall({ told_count }: AlertItem, threshold: number): boolean {
  return told_count !== undefined && told_count > threshold;
}
