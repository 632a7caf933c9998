import type { Messages } from './messages.ts';

export interface Format {
  number(value: number): string;
  /** With its sign, also a plus. */
  delta(value: number): string;
  /** Date and time. */
  instant(iso: string | number): string;
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

export function createFormat(language: string, { common }: Messages): Format {
  const number = new Intl.NumberFormat(language);
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  const instant = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return {
    number: (value) => number.format(value),
    delta: (value) => signed.format(value),
    instant: (iso) => instant.format(new Date(iso)),
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
