import type { Chance } from './platform/chance.ts';

/** How late a database is at most that is slow, milliseconds. */
export const LATEST_DATABASE_MS = 12_000;

/**
 * What goes wrong, and how often at most: of a hundred chances to do so. What concerns time is
 * drawn once a run (settings.ts).
 */
export const FAULTS = {
  'database throttles': 10,
  'database fails': 5,
  'database is slow': 2,
  'database answer lost': 5,
  'index is behind': 10,
  'API throttles': 10,
  'API fails': 5,
  'API is slow': 2,
  'API answer lost': 10,
  'function killed before a call': 2,
  'function killed after a call': 2,
  'function killed between calls': 5,
  'batch twice': 20,
  'batch cut anew': 50,
  'poison record': 0.5,
  'schedule twice': 20,
  'schedule late': 20,
  'schedule left out': 20,
  'SNS refuses': 30,
  'SNS answer lost': 30,
  'bus refuses': 20,
  'bus takes a part': 20,
  'bus answer lost': 20,
  'event lost after the start': 20,
  'socket dropped': 2,
  'stack killed': 0.5,
  'resolver of before': 50,
} as const;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/**
 * Which faults of a run still come: those of the kinds that are not in it, and of one kind the ones
 * with these numbers.
 */
export type FaultMask = Readonly<Partial<Record<FaultKind, readonly number[]>>>;

/** How often a fault comes, from 0 to 1, where that is not left to chance. */
export type FaultRates = Readonly<Partial<Record<FaultKind, number>>>;

/** The faults of one run. */
export interface Faults {
  /** Whether this fault comes here and now. */
  hits: (kind: FaultKind) => boolean;
  /** Whether a run has faults of this kind at all. */
  has: (kind: FaultKind) => boolean;
  /** From now on things go wrong. */
  begin: () => void;
  /** From now on nothing goes wrong any more. */
  heal: () => void;
  isHealed: () => boolean;
  /** How often each came. */
  counts: () => Readonly<Record<FaultKind, number>>;
}

/** A run has about half of the kinds, each with a rate that its seed draws. */
const SHARE = 0.5;

/**
 * Draws the rates. Each kind has chance of its own, so that masking one leaves the others where
 * they were as long as the run is the same.
 */
export function createFaults(chance: Chance, mask: FaultMask, rates: FaultRates, onHit: (kind: FaultKind) => void): Faults {
  const counts = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const drawn = { ...counts };
  const sources = new Map(
    FAULT_KINDS.map((kind) => [kind, { ...sourceOf(kind, chance), ...(rates[kind] !== undefined && { rate: rates[kind] }) }]),
  );
  let healed = true;
  return {
    hits: (kind) => {
      if (healed) return false;
      const { own, rate } = sources.get(kind) as ReturnType<typeof sourceOf>;
      if (!own.happens(rate)) return false;
      drawn[kind] += 1;
      const kept = mask[kind];
      if (kept && !kept.includes(drawn[kind])) return false;
      counts[kind] += 1;
      onHit(kind);
      return true;
    },
    has: (kind) => (sources.get(kind)?.rate ?? 0) > 0,
    begin: () => {
      healed = false;
    },
    heal: () => {
      healed = true;
    },
    isHealed: () => healed,
    counts: () => counts,
  };
}

/** Rates are small more often than large: each order of magnitude is as likely as the next. */
function sourceOf(kind: FaultKind, chance: Chance): { own: Chance; rate: number } {
  const own = chance.fork(`fault ${kind}`);
  const isIn = own.happens(SHARE);
  const rate = (FAULTS[kind] / 100) * 10 ** -own.between(0, 2);
  return { own, rate: isIn ? rate : 0 };
}
