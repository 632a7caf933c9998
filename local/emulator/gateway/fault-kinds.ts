/** What an injected fault does to a call. */
const FAULT_KINDS = [
  'conflict',
  'reasons',
  'throttle',
  'internal',
  'errors',
  'answer-lost',
  'unprocessed',
  'delay',
  'cut-off',
  'kill-before',
  'kill-after',
  'twice',
  'recut',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

const SINGLE_WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];
/** DynamoDB operations that are transactions. */
export const TRANSACTIONS = ['TransactWriteItems', 'TransactGetItems'];
const DYNAMODB = [...SINGLE_WRITES, ...TRANSACTIONS, 'GetItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'];

const GRAPHQL_KINDS: readonly FaultKind[] = ['throttle', 'internal', 'errors', 'answer-lost', 'delay', 'kill-before', 'kill-after'];
const STREAM_KINDS: readonly FaultKind[] = ['twice', 'recut'];
const SNS_KINDS: readonly FaultKind[] = ['internal', 'answer-lost', 'delay', 'kill-before', 'kill-after'];
const EVENTS_KINDS: readonly FaultKind[] = ['throttle', 'internal', 'answer-lost', 'unprocessed', 'delay', 'kill-before', 'kill-after'];
const NOT_FOR_DYNAMODB: readonly FaultKind[] = [...STREAM_KINDS, 'errors'];
const KINDS_OF = { graphql: GRAPHQL_KINDS, stream: STREAM_KINDS, sns: SNS_KINDS, events: EVENTS_KINDS };
/** Kinds that only some DynamoDB operations can have. */
const ONLY_FOR: Partial<Record<FaultKind, readonly string[]>> = {
  conflict: [...SINGLE_WRITES, ...TRANSACTIONS],
  reasons: TRANSACTIONS,
  unprocessed: ['BatchGetItem'],
};

/** The operation name of faults in requests with this root field. */
export function graphqlOperation(rootField: string): string {
  return `graphql:${rootField}`;
}

/**
 * The operation name of faults in the delivery of a table's stream; the table by its name or its
 * logical id.
 */
export function streamOperation(table: string): string {
  return `stream:${table}`;
}

/** The operation name of faults in calls of SNS with this action. */
export function snsOperation(action: string): string {
  return `sns:${action}`;
}

/** The operation name of faults in calls of EventBridge. */
export const PUT_EVENTS = 'events:PutEvents';

/** Whether a kind ends the function that makes the call: only calls of functions can have it. */
export function isKill(kind: FaultKind): kind is 'kill-before' | 'kill-after' {
  return kind === 'kill-before' || kind === 'kill-after';
}

/**
 * The operation and the kind of a fault as somebody sent them. Throws a sentence when there are
 * none such, or they do not go together.
 */
export function readOperationAndKind(operation: unknown, kind: unknown): { operation: string; kind: FaultKind } {
  if (typeof operation !== 'string' || !isOperation(operation))
    throw new Error(`operation must be one of ${DYNAMODB.join(', ')}, graphql:<root field>, stream:<table>, sns:<action>, ${PUT_EVENTS}.`);
  if (!isKind(kind)) throw new Error(`kind must be one of ${FAULT_KINDS.join(', ')}.`);
  const [, service] = /^(graphql|stream|sns|events):/.exec(operation) ?? [];
  if (service === undefined) refuseForDynamodb(operation, kind);
  const kinds = service === undefined ? FAULT_KINDS : KINDS_OF[service as keyof typeof KINDS_OF];
  if (!kinds.includes(kind)) throw new Error(`kind of ${service}: must be one of ${kinds.join(', ')}.`);
  return { operation, kind };
}

function refuseForDynamodb(operation: string, kind: FaultKind): void {
  const operations = ONLY_FOR[kind];
  if (operations && !operations.includes(operation)) throw new Error(`kind ${kind} is only for ${operations.join(', ')}.`);
  if (NOT_FOR_DYNAMODB.includes(kind)) throw new Error(`kind ${kind} is not for DynamoDB operations.`);
}

function isOperation(operation: string): boolean {
  return (
    DYNAMODB.includes(operation) ||
    /^graphql:[_A-Za-z]\w*$/.test(operation) ||
    /^stream:[\w.-]+$/.test(operation) ||
    operation === snsOperation('Publish') ||
    operation === PUT_EVENTS
  );
}

function isKind(value: unknown): value is FaultKind {
  return FAULT_KINDS.some((kind) => kind === value);
}
