import type { Outcome } from '../../domain/calls/action.ts';
import { isLive } from '../../domain/level.ts';
import type { LevelItem } from '../../domain/level.ts';
import type { LineItem } from '../../domain/lines.ts';
import { levelsNotFound } from '../../domain/refusals.ts';
import { shortagesIn } from '../../domain/shortages.ts';
import type { Taking } from '../../domain/shortages.ts';
import { seenAt } from './dynamodb.ts';
import { refuse } from './errors.ts';
import type { Answered } from './pipeline.ts';

/**
 * Refuses unknown levels: NOT_FOUND naming all of them. The lines follow the reservation in the
 * transaction.
 */
export function refuseUnknownLevels(lines: LineItem[], outcome: Outcome): void {
  const unknown = lines.filter((_, index) => {
    const { failed, item } = seenAt(outcome, index + 1);
    return failed && !isLive(item as LevelItem | null);
  });
  if (unknown.length > 0) {
    refuse(levelsNotFound(unknown));
  }
}

/**
 * Refuses a reservation whose lines met failed conditions: NOT_FOUND before INSUFFICIENT_STOCK,
 * each naming every line of its kind. Whether there was anything to refuse.
 */
export function refuseLines(stash: Answered<unknown>, taking: Taking, outcome: Outcome): boolean {
  refuseUnknownLevels(taking.lines, outcome);
  const lines = shortagesIn(
    taking,
    outcome.seen.map(({ failed, item }) => (failed ? (item as LevelItem | null) : null)),
  );
  if (lines.length > 0) {
    stash.short = { lines, outcome };
  }
  return lines.length > 0;
}
