import type { AnsweredRequest } from '../people/requests.ts';
import { effectsOf } from './effects.ts';
import type { Ledger } from './ledger.ts';
import { holds } from './violation.ts';

/** What the API says of a write of which it does not know whether it took effect. */
const UNKNOWN: readonly (string | undefined)[] = [undefined, 'INTERNAL', 'ExecutionTimeout'];

/**
 * A request that was refused leaves nothing, whatever its caller makes of it: neither then nor
 * later. Where others with its key were sent before it was answered, nobody can say whose an effect
 * is.
 */
export function checkRequests(requests: readonly AnsweredRequest[], ledger: Ledger): void {
  const byKey = Map.groupBy(requests, ({ operation, key }) => `${operation} ${key}`);
  for (const [first, second] of byKey.values()) {
    if (!first || UNKNOWN.includes(first.errorType)) continue;
    const next = second?.begun ?? Infinity;
    if (next < first.ended) continue;
    const effects = effectsOf(first.operation, first.key, ledger) ?? [];
    holds(
      'a refused request leaves nothing',
      effects.every(({ at }) => at >= next),
      () => `${JSON.stringify(first)}; ${JSON.stringify(effects.map(({ at }) => at))}`,
    );
  }
}
