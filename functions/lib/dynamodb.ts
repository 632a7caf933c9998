import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { traced } from './tracer.ts';

/**
 * DynamoDB with plain values. A request that hangs must not take the whole invocation with it: one call, with the SDK's own second attempt, ends within seven
 * seconds. What tries again beyond that has a budget of its own.
 */
export function documentClient(): DynamoDBDocumentClient {
  const timeouts = { connectionTimeout: 500, requestTimeout: 3_000, throwOnRequestTimeout: true };
  return DynamoDBDocumentClient.from(traced(new DynamoDBClient({ maxAttempts: 2, requestHandler: timeouts })), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
