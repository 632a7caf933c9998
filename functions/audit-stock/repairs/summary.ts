import type { ItemKey, TransactionAction } from '../../../domain/calls/action.ts';
import { setAndRemove } from '../../../domain/expression.ts';
import type { Expression } from '../../../domain/expression.ts';
import { SUMMARY_PARTITION } from '../../../domain/movement.ts';
import { transact } from '../../lib/transactions.ts';
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
async function rebase({ dynamodb, deadline }: Audit, { counted, summed, shards }: SummaryDrift): Promise<void> {
  const [first = { level: SUMMARY_PARTITION, sequence: 0, levels: 0, low: 0, out: 0, oversold: 0 }, ...others] = shards;
  const assignments = Object.fromEntries(SUMMARY_NAMES.map((name) => [name, `:new_${name}`]));
  const values = Object.fromEntries(SUMMARY_NAMES.map((name) => [`:new_${name}`, first[name] + counted[name] - summed[name]]));
  const isNew = { expression: 'attribute_not_exists(#levels)', attributes: ['levels'], values: {} };
  const condition = shards.length === 0 ? isNew : asSeen(first);
  await transact(
    dynamodb,
    () => [
      { ...addressOf(first), update: { update: setAndRemove(assignments, [], values), condition } },
      ...others.map((shard): TransactionAction => ({ ...addressOf(shard), check: asSeen(shard) })),
    ],
    deadline,
  );
}

function addressOf({ level, sequence }: Shard): ItemKey {
  return { table: 'MOVEMENTS_TABLE', key: { level, sequence } };
}

function asSeen(shard: Shard): Expression {
  return {
    expression: SUMMARY_NAMES.map((name) => `#${name} = :seen_${name}`).join(' AND '),
    attributes: [...SUMMARY_NAMES],
    values: Object.fromEntries(SUMMARY_NAMES.map((name) => [`:seen_${name}`, shard[name]])),
  };
}
