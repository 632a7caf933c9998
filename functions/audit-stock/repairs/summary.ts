import { attributeNames } from '../../../domain/expression.ts';
import { SUMMARY_PARTITION } from '../../../domain/movement.ts';
import { transact } from '../../lib/transactions.ts';
import type { Action } from '../../lib/transactions.ts';
import type { Audit } from '../audit.ts';
import { SUMMARY_NAMES, proveSummary } from '../checks/summary.ts';
import type { Shard, SummaryDrift } from '../checks/summary.ts';

const MOST_ROUNDS = 3;

/**
 * Lets the counters add up to the count, if none of them has moved since. Answers whether they do.
 */
export async function repairSummary(audit: Audit): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS && Date.now() < audit.deadline; round += 1) {
    const drift = await proveSummary(audit);
    if (drift === undefined) return true;
    if (drift !== 'UNDECIDED') await rebase(audit, drift);
  }
  return false;
}

/** The first counter takes the difference, the others are only looked at. */
async function rebase({ dynamodb, tables, deadline }: Audit, { counted, summed, shards }: SummaryDrift): Promise<void> {
  const [first = { level: SUMMARY_PARTITION, sequence: 0, levels: 0, low: 0, out: 0, oversold: 0 }, ...others] = shards;
  await transact(
    dynamodb,
    () => [
      {
        Update: {
          ...asSeen(tables.movements, first, shards.length === 0),
          UpdateExpression: `SET ${SUMMARY_NAMES.map((name) => `#${name} = :new_${name}`).join(', ')}`,
          ExpressionAttributeValues: {
            ...(shards.length > 0 && seenValues(first)),
            ...Object.fromEntries(SUMMARY_NAMES.map((name) => [`:new_${name}`, first[name] + counted[name] - summed[name]])),
          },
        },
      },
      ...others.map((shard): Action => ({
        ConditionCheck: { ...asSeen(tables.movements, shard, false), ExpressionAttributeValues: seenValues(shard) },
      })),
    ],
    deadline,
  );
}

function asSeen(table: string, { level, sequence }: Shard, isNew: boolean) {
  const condition = isNew ? 'attribute_not_exists(#levels)' : SUMMARY_NAMES.map((name) => `#${name} = :seen_${name}`).join(' AND ');
  return {
    TableName: table,
    Key: { level, sequence },
    ConditionExpression: condition,
    ExpressionAttributeNames: attributeNames([...SUMMARY_NAMES]),
  };
}

function seenValues(shard: Shard): Record<string, number> {
  return Object.fromEntries(SUMMARY_NAMES.map((name) => [`:seen_${name}`, shard[name]]));
}
