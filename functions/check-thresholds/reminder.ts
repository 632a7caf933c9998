/** When what is still low is published again, every day. */
export interface Reminder {
  /** Of the day, 0 to 23, by the clocks of the zone. */
  hour: number;
  /** IANA name, such as Europe/London. */
  zone: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What was published more recently than this before the reminder is not in it. */
const RECENT_MS = DAY_MS / 2;

/** Making one takes longer than a thousand uses. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * Whether a level of which a message was published then is in the reminder that is due now. All are
 * due at one hour, so that they are one message.
 *
 * It compares what the clocks on the wall show. So an hour that they leave out in spring comes at
 * the first check after it, and one that they show twice in autumn comes once.
 */
export function isDue(publishedAt: Date, now: Date, { hour, zone }: Reminder): boolean {
  const last = Math.floor((wallClock(now, zone) - hour * HOUR_MS) / DAY_MS) * DAY_MS + hour * HOUR_MS;
  return wallClock(publishedAt, zone) < last - RECENT_MS;
}

/** What clocks in the zone show, as if it were UTC, milliseconds. */
function wallClock(time: Date, zone: string): number {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...NUMBERS });
  clocks.set(zone, clock);
  const parts = new Map(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const part = (type: keyof typeof NUMBERS) => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

const NUMBERS = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
