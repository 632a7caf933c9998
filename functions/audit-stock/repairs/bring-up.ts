import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { onLevel } from '../../../domain/calls/action.ts';
import type { UpdateAction } from '../../../domain/calls/action.ts';
import { setAndRemove } from '../../../domain/expression.ts';
import { mapLimited } from '../../lib/concurrency.ts';
import { isRetryable } from '../../lib/dynamodb-errors.ts';
import { withRetries } from '../../lib/retry.ts';
import { sdkUpdate } from '../../lib/transactions.ts';
import type { Audit } from '../audit.ts';
import { addedCounts, isOfReleaseBefore, levelFindings } from '../checks/level.ts';
import type { StoredLevel } from '../checks/level.ts';

/** Levels that are written beside each other. */
const CONCURRENCY = 8;

/**
 * Gives levels of the release before the counts of this one. Every audit does, asked or not: the
 * counts follow from the level itself, so there is nothing to judge, and the next release can rely
 * on them. Answers how many levels it has written.
 *
 * A level whose own numbers contradict each other is left to its repair. One that has changed
 * meanwhile is left to the next audit.
 */
export async function bringUp(audit: Audit, levels: readonly StoredLevel[]): Promise<number> {
  const behind = levels.filter((level) => levelFindings(level).length === 0 && isOfReleaseBefore(level));
  const written = await mapLimited(behind, CONCURRENCY, (level) => write(audit, fillIn(level)));
  return written.filter(Boolean).length;
}

/**
 * No change of the level: the sequence stays, so there is no event and no movement. The condition
 * is what the counts were computed from.
 */
function fillIn(level: StoredLevel): UpdateAction {
  const counts = Object.entries(addedCounts(level));
  const seen = ['available_count', 'reserved_count', 'committed_count', 'safety_stock'] as const;
  return onLevel(level, {
    update: setAndRemove(
      Object.fromEntries(counts.map(([name]) => [name, `:${name}`])),
      [],
      Object.fromEntries(counts.map(([name, count]) => [`:${name}`, count])),
    ),
    condition: {
      expression: seen.map((name) => (name in level ? `#${name} = :seen_${name}` : `attribute_not_exists(#${name})`)).join(' AND '),
      attributes: [...seen],
      values: Object.fromEntries(seen.filter((name) => name in level).map((name) => [`:seen_${name}`, level[name]])),
    },
  });
}

async function write({ dynamodb, tables, deadline }: Audit, action: UpdateAction): Promise<boolean> {
  const command = new UpdateCommand(sdkUpdate(action, () => tables.inventory));
  try {
    await withRetries(() => dynamodb.send(command), deadline, isRetryable);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
