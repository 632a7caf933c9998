import { DYNAMODB_TARGET, STREAMS_TARGET } from './actions.ts';
import { parseJson } from './json-protocol.ts';
import type { ServiceProtocol, ServiceAnswer } from './service-protocol.ts';
import { AwsError, type FullGateway } from './gateway.ts';

/** DynamoDB and its streams: the operation in a header, JSON both ways. */
export function createDynamodbProtocol(gateway: FullGateway): ServiceProtocol {
  return {
    answer: async ({ headers, body, principal }) => {
      const target = String(headers['x-amz-target'] ?? '');
      const input = parseJson(body);
      if (target.startsWith(DYNAMODB_TARGET)) return ok(await gateway.dynamodb(principal, target.slice(DYNAMODB_TARGET.length), input));
      if (target.startsWith(STREAMS_TARGET)) return ok(await gateway.streams(principal, target.slice(STREAMS_TARGET.length), input));
      throw new AwsError(
        'UnknownOperationException',
        'The local gateway speaks DynamoDB, DynamoDB Streams, S3, SNS, SQS, PutEvents, GetSecretValue and the Invoke of Lambda only.',
      );
    },
    refuse: ({ status, body }) => json(status, body),
  };
}

function ok(body: object): ServiceAnswer {
  return json(200, body);
}

function json(status: number, body: object): ServiceAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}
