import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * DynamoDB with plain values. A request that hangs must not take the whole invocation with it: one
 * call, with the SDK's own second attempt, ends within seven seconds. What tries again beyond that
 * has a budget of its own. Who has to know of every attempt whether it was answered leaves the SDK
 * only one.
 */
export function documentClient(maxAttempts = 2): DynamoDBDocumentClient {
  const timeouts = { connectionTimeout: 500, requestTimeout: 3_000, throwOnRequestTimeout: true };
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts, requestHandler: timeouts }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
