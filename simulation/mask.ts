import { FAULT_KINDS, type FaultKind, type FaultMask } from './faults.ts';

/** A run as words of a command line, to see it again: what was taken away from it. */
export interface Reduced {
  mask: FaultMask;
  without: readonly string[];
}

/**
 * `kind:1,4;kind:` as `--only-faults` has it: of these kinds only the faults with these numbers.
 */
export function maskText(mask: FaultMask): string {
  return Object.entries(mask)
    .map(([kind, numbers]) => `${kind}:${numbers.join(',')}`)
    .join(';');
}

/** Reads what `maskText` wrote. Throws a sentence. */
export function readMask(text: string): FaultMask {
  const parts = text.split(';').filter((part) => part !== '');
  const entries = parts.map((part) => {
    const [kind = '', numbers = ''] = part.split(':');
    if (!FAULT_KINDS.includes(kind as FaultKind)) throw new Error(`There is no fault "${kind}". There are: ${FAULT_KINDS.join(', ')}.`);
    return [kind, numbers.split(',').filter(Boolean).map(Number)] as const;
  });
  return Object.fromEntries(entries);
}
