import type { Messages } from './messages.ts';

export interface Format {
  number(value: number): string;
  /** With its sign, also a plus. */
  delta(value: number): string;
  /** Date and time. */
  instant(iso: string | number): string;
  /** The day alone. */
  day(iso: string | number): string;
  /** The day as a text that sorts and compares, as `2026-11-30`. */
  isoDay(iso: string | number): string;
  /** The name of the time zone of all these. */
  zone: string;
  /** Time of day. */
  time(at: number): string;
  /** "3 minutes ago", as seen from `now`. */
  ago(iso: string, now: number): string;
  /** Minutes and seconds, as "4:05"; never below zero. */
  timeLeft(milliseconds: number): string;
}

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** @param zone the time zone; empty for the computer's */
export function createFormat(language: string, { common }: Messages, zone = ''): Format {
  const within = zone === '' ? {} : { timeZone: zone };
  const number = new Intl.NumberFormat(language);
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  const instant = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', ...within });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', ...within });
  // Sweden writes dates as ISO 8601 does.
  const isoDay = new Intl.DateTimeFormat('sv', within);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short', ...within });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return {
    number: (value) => number.format(value),
    delta: (value) => signed.format(value),
    instant: (iso) => instant.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    isoDay: (iso) => isoDay.format(new Date(iso)),
    zone: instant.resolvedOptions().timeZone,
    time: (at) => time.format(at),
    ago(iso, now) {
      const seconds = Math.max(0, (now - Date.parse(iso)) / 1_000);
      const step = STEPS.find(([, size]) => seconds >= size);
      return step ? relative.format(-Math.floor(seconds / step[1]), step[0]) : common.justNow;
    },
    timeLeft(milliseconds) {
      const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
      const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
      const two = (value: number) => String(value).padStart(2, '0');
      return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
    },
  };
}
