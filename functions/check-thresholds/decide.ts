import { isLive } from '../../domain/level.ts';
import { statusSince } from '../../domain/marks.ts';
import { stockStatus } from '../../domain/status.ts';
import type { MarkedLevel } from '../lib/marks.ts';
import type { AlertItem, AlertKind, LowStatus } from './alert.ts';

/** What a deploy decides about alerts, and the time. */
export interface Rules {
  /** How far above a limit a level has to be to have recovered, percent of its threshold. */
  marginPercent: number;
  reminder: boolean;
  now: Date;
}

/** What is to be done about a level. */
export type Decision =
  | { act: 'nothing' | 'end' }
  /** Publish, and note it. */
  | { act: 'tell'; kind: AlertKind; status: LowStatus; since: string }
  /** A run died, or failed, between saying what it publishes and noting that it did. */
  | { act: 'resend' }
  /** Another run is publishing it. */
  | { act: 'wait' }
  /** It is better than what was told, so that a second fall is told again. */
  | { act: 'rearm'; since: string };

/** The hour of the daily reminder, UTC: before the day's work in Europe. */
const REMINDER_HOUR = 6;
const DAY_MS = 86_400_000;
/** What was told more recently than this before the reminder is not in it. */
const RECENT_MS = DAY_MS / 2;

/**
 * What is to be done about a level (undefined: there is none) of which this was told (undefined: nothing yet).
 *
 * A fall is told once: from in stock to low or out, and from low to out. Recovery is not told; it takes a margin above the threshold, and from
 * out to low a margin above zero, so that a level that goes to and fro is not told each time.
 */
export function decide(level: MarkedLevel | undefined, alert: AlertItem | undefined, rules: Rules): Decision {
  const open = alert?.unfinished === undefined ? undefined : alert;
  if (open?.pending) return { act: open.pending.lease_until > rules.now.getTime() ? 'wait' : 'resend' };
  if (!isLive(level)) return { act: open ? 'end' : 'nothing' };
  const { available_count: available, threshold_level: threshold } = level;
  const status = stockStatus(available, threshold);
  const since = statusSince(level, status);
  if (!open) return status === 'IN_STOCK' ? { act: 'nothing' } : { act: 'tell', kind: 'ALERT', status, since };
  const margin = Math.ceil((threshold * rules.marginPercent) / 100);
  if (available > threshold + margin) return { act: 'end' };
  if (open.told === 'OUT_OF_STOCK' && status !== 'OUT_OF_STOCK' && available > margin) return { act: 'rearm', since };
  if (status === 'IN_STOCK') return { act: 'nothing' };
  if (open.told === 'LOW_STOCK' && status === 'OUT_OF_STOCK') return { act: 'tell', kind: 'ALERT', status, since };
  return rules.reminder && isDue(open, rules.now)
    ? { act: 'tell', kind: 'REMINDER', status, since: status === open.told ? open.since : since }
    : { act: 'nothing' };
}

/** All reminders are due at one hour, so that they are one message. */
function isDue({ told_at }: AlertItem, now: Date): boolean {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), REMINDER_HOUR);
  const last = today <= now.getTime() ? today : today - DAY_MS;
  return told_at !== undefined && Date.parse(told_at) < last - RECENT_MS;
}
