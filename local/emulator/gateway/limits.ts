import type { Deployment } from '../template/deployment.ts';
import { transactionEntries } from './actions.ts';
import { AwsError } from './gateway.ts';

type Body = Readonly<Record<string, unknown>>;
type AttributeValue = Readonly<{ S?: string; B?: string; N?: unknown }>;

interface KeyRule {
  attribute: string;
  maxBytes: number;
  /** Undefined for the table's own key. */
  index?: string;
}

/**
 * Partition and sort key sizes of tables and of indexes. DynamoDB Local stores longer index keys
 * without a word.
 */
const MAX_KEY_BYTES = { HASH: 2048, RANGE: 1024 } as const;

/** Checks that the service makes and DynamoDB Local does not. */
export interface Limits {
  /** Throws the service's `ValidationException` when a write would store a key that is too long. */
  check(operation: string, body: Body): void;
}

/** The key limits of all tables of a deployment. */
export function createLimits(deployment: Deployment): Limits {
  const rules = new Map(deployment.ofType('AWS::DynamoDB::Table').map((table) => [table.physicalId, keyRules(table.properties)]));

  function checkItem(table: string, item: unknown): void {
    for (const rule of rules.get(table) ?? []) checkValue(rule, (item as Record<string, AttributeValue> | undefined)?.[rule.attribute]);
  }

  function checkUpdate(parameters: Body): void {
    const values = (parameters['ExpressionAttributeValues'] ?? {}) as Record<string, AttributeValue>;
    const assigned = assignments(
      typeof parameters['UpdateExpression'] === 'string' ? parameters['UpdateExpression'] : '',
      (parameters['ExpressionAttributeNames'] ?? {}) as Record<string, string>,
    );
    for (const rule of rules.get(String(parameters['TableName'])) ?? []) {
      for (const placeholder of assigned.get(rule.attribute) ?? []) checkValue(rule, values[placeholder]);
    }
  }

  function checkWrite(kind: string, table: string, parameters: Body): void {
    checkItem(table, parameters['Item'] ?? parameters['Key']);
    if (kind === 'Update') checkUpdate(parameters);
  }

  return {
    check(operation, body) {
      if (operation === 'TransactWriteItems') {
        for (const { kind, table, parameters } of transactionEntries(body)) checkWrite(kind, table, parameters);
      } else if (operation === 'BatchWriteItem') {
        for (const [table, requests] of Object.entries((body['RequestItems'] ?? {}) as Record<string, Body[]>)) {
          for (const request of requests) checkItem(table, (request['PutRequest'] as Body | undefined)?.['Item']);
        }
      } else if (operation.endsWith('Item') && !operation.startsWith('Batch')) {
        checkWrite(operation.slice(0, -'Item'.length), String(body['TableName']), body);
      }
    },
  };
}

function keyRules(table: Body): KeyRule[] {
  const rulesOf = (schema: unknown, index?: string): KeyRule[] =>
    (schema as { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[]).map(({ AttributeName, KeyType }) => ({
      attribute: AttributeName,
      maxBytes: MAX_KEY_BYTES[KeyType],
      ...(index === undefined ? {} : { index }),
    }));
  const indexes = (table['GlobalSecondaryIndexes'] ?? []) as { IndexName: string; KeySchema: unknown }[];
  return [...rulesOf(table['KeySchema']), ...indexes.flatMap((index) => rulesOf(index.KeySchema, index.IndexName))];
}

function checkValue(rule: KeyRule, value: AttributeValue | undefined): void {
  const bytes = value?.S !== undefined ? Buffer.byteLength(value.S) : Buffer.byteLength(value?.B ?? '', 'base64');
  if (bytes <= rule.maxBytes) return;
  const problem = rule.index
    ? `Size limit exceeded for Index Key ${rule.attribute} Actual Size: ${bytes} bytes Max Size: ${rule.maxBytes} bytes IndexName: ${rule.index}`
    : rule.maxBytes === MAX_KEY_BYTES.HASH
      ? 'Size of hashkey has exceeded the maximum size limit of2048 bytes'
      : 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes';
  throw new AwsError('ValidationException', `One or more parameter values were invalid: ${problem}`);
}

/**
 * The value placeholders that the SET clause of an update expression may store in each top-level
 * attribute. A value inside `if_not_exists` counts as stored. A copy from another attribute cannot
 * be judged here, because its value is not in the request.
 */
function assignments(expression: string, names: Readonly<Record<string, string>>): Map<string, string[]> {
  const assigned = new Map<string, string[]>();
  const set = /(?:^|\s)SET\s(.*?)(?=\s(?:REMOVE|ADD|DELETE)\s|$)/is.exec(expression)?.[1] ?? '';
  for (const [, path = '', value = ''] of set.matchAll(/([#\w.[\]]+)\s*=\s*((?:[^,()]|\([^()]*(?:\([^()]*\))?[^()]*\))+)/g)) {
    assigned.set(names[path] ?? path, value.match(/:\w+/g) ?? []);
  }
  return assigned;
}
