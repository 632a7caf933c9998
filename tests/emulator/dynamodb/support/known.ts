import type { JudgeName } from './judges.ts';
import { text } from './normal.ts';
import type { Outcome } from './outcome.ts';
import type { Body } from './parts.ts';
import type { Difference } from './run.ts';

/**
 * A difference that is known: which judge is wrong, or what nobody promises. The README of
 * local/emulator/dynamodb/ has the same list.
 */
export interface KnownDifference {
  name: string;
  judges: readonly JudgeName[];
  matches: (difference: Difference) => boolean;
}

const messageOf = ({ outcomes }: Difference) => String(outcomes.embedded.error?.message);
const judgedMessage = ({ outcomes }: Difference) => String(outcomes.judge.error?.message);
/** The pages of a query, without the empty one at the end and the key that led to it. */
function withoutEmptyEnd({ answer }: Outcome): unknown {
  const pages = (answer?.['Pages'] ?? []) as Body[];
  const last = pages.at(-1);
  const kept = last?.['ScannedCount'] === 0 ? pages.slice(0, -1) : pages;
  return kept.map(({ Items, Count, ScannedCount }) => ({ Items, Count, ScannedCount }));
}

/**
 * Whether the reasons of a cancellation are the same but where the embedded database found that an
 * entry cannot be carried out.
 */
function differOnlyInValidation({ outcomes: { embedded, judge } }: Difference): boolean {
  const [ours, theirs] = [embedded, judge].map(({ error }) => (error?.reasons ?? []) as { Code: string; Item?: unknown }[]);
  if (!ours || ours.length !== theirs?.length) return false;
  return ours.every(
    ({ Code, Item }, place) => Code === 'ValidationError' || text([Code, Item]) === text([theirs[place]?.Code, theirs[place]?.Item]),
  );
}

const both: readonly JudgeName[] = ['dynamodb-local', 'dynoxide'];

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: 'the wording of refusals',
    judges: both,
    matches: ({ part, outcomes }) =>
      part === 'reason messages' || (part === 'message' && outcomes.embedded.error?.code !== 'ConditionalCheckFailedException'),
  },
  {
    name: 'consumed capacity of DynamoDB Local',
    judges: ['dynamodb-local'],
    matches: ({ part }) => part === 'capacity',
  },
  {
    name: 'units of a read with a projection',
    judges: ['dynoxide'],
    matches: ({ part, request }) => part === 'capacity' && JSON.stringify(request.body).includes('"ProjectionExpression"'),
  },
  {
    name: 'an update that does not fit its item, in a transaction',
    judges: ['dynamodb-local'],
    matches: ({ part, outcomes: { embedded, judge } }) =>
      part === 'code' &&
      judge.error?.code === 'ValidationException' &&
      ((embedded.error?.reasons ?? []) as { Code: string }[]).some(({ Code }) => Code === 'ValidationError'),
  },
  {
    name: 'invalid expressions in a transaction',
    judges: ['dynoxide'],
    matches: ({ part, outcomes: { embedded, judge } }) =>
      part === 'code' && embedded.error?.code === 'ValidationException' && judge.error?.code === 'TransactionCanceledException',
  },
  {
    name: 'types of operands in conditions',
    judges: ['dynoxide'],
    matches: (difference) =>
      difference.part === 'code' &&
      difference.embedded === 'ValidationException' &&
      /Incorrect operand type|operand must be distinct|BETWEEN operator requires|redundant parentheses/.test(messageOf(difference)),
  },
  {
    name: 'a starting key outside of what is asked for',
    judges: ['dynoxide'],
    matches: (difference) => difference.part === 'code' && messageOf(difference).includes('outside query boundaries'),
  },
  {
    name: 'a filter by what the index has not',
    judges: ['dynoxide'],
    matches: (difference) => difference.part === 'code' && messageOf(difference).includes('does not project'),
  },
  {
    name: 'the condition of the sort key before that of the partition',
    judges: ['dynoxide'],
    matches: (difference) =>
      difference.part === 'code' &&
      difference.request.operation === 'Query' &&
      judgedMessage(difference).includes('missed key schema element'),
  },
  {
    name: 'ALL_OLD of an item that an update creates',
    judges: ['dynoxide'],
    matches: ({ part, request, embedded }) =>
      part === 'answer' && request.operation === 'UpdateItem' && request.body['ReturnValues'] === 'ALL_OLD' && embedded === '[]',
  },
  {
    name: 'a projection that leaves nothing, in a transaction',
    judges: ['dynamodb-local'],
    matches: ({ part, request, embedded, judged }) =>
      part === 'answer' && request.operation === 'TransactGetItems' && embedded === judged.replaceAll('["Item",[]]', ''),
  },
  {
    name: 'the reasons of a TransactGetItems',
    judges: ['dynamodb-local'],
    matches: ({ part, request }) => part === 'reasons' && request.operation === 'TransactGetItems',
  },
  {
    name: 'a path into a key',
    judges: both,
    matches: ({ part, outcomes }) => part === 'code' && JSON.stringify(outcomes.embedded).includes('Key attributes must be scalars'),
  },
  {
    name: 'an update of a key whose condition does not hold either',
    judges: both,
    matches: (difference) =>
      difference.part === 'code' &&
      difference.judged === 'ConditionalCheckFailedException' &&
      messageOf(difference).endsWith('This attribute is part of the key'),
  },
  {
    name: 'an update of a key in a transaction',
    judges: ['dynoxide'],
    matches: ({ part, outcomes }) =>
      part === 'code' &&
      outcomes.judge.error === undefined &&
      JSON.stringify(outcomes.embedded).includes('This attribute is part of the key'),
  },
  {
    name: 'an index key of another type or too long',
    judges: both,
    matches: ({ part, outcomes }) =>
      part === 'code' && /(Type mismatch|Size limit exceeded) for Index Key/.test(JSON.stringify(outcomes.embedded)),
  },
  {
    name: 'paths that meet, in a transaction',
    judges: ['dynoxide'],
    matches: (difference) =>
      difference.part === 'code' &&
      difference.outcomes.judge.error === undefined &&
      messageOf(difference).includes('Two document paths overlap'),
  },
  {
    name: 'a key whose number is written in two ways, in a transaction',
    judges: ['dynamodb-local'],
    matches: (difference) =>
      difference.part === 'code' &&
      difference.outcomes.judge.error === undefined &&
      messageOf(difference).includes('cannot include multiple operations on one item'),
  },
  {
    name: 'an empty projection in a transaction',
    judges: ['dynoxide'],
    matches: (difference) =>
      difference.part === 'code' &&
      difference.request.operation === 'TransactGetItems' &&
      difference.outcomes.judge.error === undefined &&
      messageOf(difference).includes('Invalid ProjectionExpression: The expression can not be empty'),
  },
  {
    name: 'REMOVE in a map that is not there',
    judges: ['dynoxide'],
    matches: ({ part, outcomes }) =>
      part === 'code' && outcomes.judge.error === undefined && JSON.stringify(outcomes.embedded).includes('The document path provided'),
  },
  {
    name: 'ValidationError or the condition, as the reason of one entry',
    judges: both,
    matches: (difference) => difference.part === 'reasons' && differOnlyInValidation(difference),
  },
  {
    name: 'a starting key at the bound that a query reads towards',
    judges: ['dynamodb-local'],
    matches: (difference) =>
      difference.part === 'code' &&
      judgedMessage(difference) === 'The provided starting key does not match the range key predicate' &&
      JSON.stringify(difference.outcomes.embedded).includes(
        '"Pages":[{"Items":[],"Count":0'.replace('"Items":[],', difference.request.body['Select'] === 'COUNT' ? '' : '"Items":[],'),
      ),
  },
  {
    name: 'a placeholder that is not used or not given',
    judges: ['dynoxide'],
    matches: (difference) => difference.part === 'code' && /unused in expressions|is not defined; attribute/.test(messageOf(difference)),
  },
  {
    name: 'which entry of a transaction is looked at first',
    judges: ['dynamodb-local'],
    matches: ({ part, request, embedded, judged }) =>
      part === 'code' &&
      request.operation.startsWith('Transact') &&
      request.flaws > 0 &&
      ((embedded === 'ResourceNotFoundException' && judged !== 'none') ||
        (embedded === 'ValidationException' && /^(TransactionCanceled|IdempotentParameterMismatch)Exception$/.test(judged))),
  },
  {
    name: 'which flaw is named first',
    judges: both,
    matches: ({ request, part }) => request.flaws > 1 && part === 'code',
  },
  {
    name: 'the reasons of a transaction with a key that cannot be one',
    judges: ['dynamodb-local'],
    matches: ({ part, embedded, judged }) =>
      part === 'reasons' && embedded.includes('ValidationError') && judged === '[["ValidationError",null]]',
  },
  {
    name: 'a key that is asked for and cannot be one',
    judges: ['dynoxide'],
    matches: (difference) =>
      difference.part === 'code' &&
      difference.request.operation === 'Query' &&
      /Condition parameter type does not match|cannot contain an empty|has exceeded the maximum/.test(messageOf(difference)),
  },
  {
    name: 'a starting key that is too long',
    judges: both,
    matches: (difference) =>
      difference.part === 'code' &&
      difference.request.body['ExclusiveStartKey'] !== undefined &&
      /has exceeded the (maximum )?size limit/.test(messageOf(difference)),
  },
  {
    name: 'a starting key in a table without a sort key',
    judges: ['dynoxide'],
    matches: ({ part, request: { operation, body } }) =>
      part === 'answer' && operation === 'Query' && Object.keys(body['ExclusiveStartKey'] ?? {}).length === 1,
  },
  {
    name: 'keys in a projection of a transaction',
    judges: ['dynoxide'],
    matches: ({ part, request }) =>
      part === 'answer' && request.operation === 'TransactGetItems' && JSON.stringify(request.body).includes('"ProjectionExpression"'),
  },
  {
    name: 'the last page when it is full',
    judges: both,
    matches: ({ part, request, outcomes: { embedded, judge } }) =>
      part === 'answer' && request.operation === 'Query' && text(withoutEmptyEnd(embedded)) === text(withoutEmptyEnd(judge)),
  },
];

/** Whether a difference is in the list. */
export function isKnown(difference: Difference): boolean {
  return KNOWN_DIFFERENCES.some(({ judges, matches }) => judges.includes(difference.judge) && matches(difference));
}
