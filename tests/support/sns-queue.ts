import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { awsJson } from './aws-json.ts';
import type { StackDescription } from './stack.ts';

/** A queue of its own at a topic. */
export interface SubscribedQueue {
  /** The notifications that have arrived since the last call. */
  received: () => Promise<{ Message: string; Subject: string }[]>;
}

/** Subscribes a new queue to the alert topic, with a filter policy, as a deployed system would. */
export async function subscribedQueue(stack: StackDescription, name: string, filter: Record<string, unknown>): Promise<SubscribedQueue> {
  const { QueueUrl } = (await sqs(stack, 'CreateQueue', { QueueName: name })) as { QueueUrl: string };
  const sns = new SNSClient({
    endpoint: stack.dynamodbEndpoint,
    region: stack.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const endpoint = `arn:aws:sqs:${stack.region}:000000000000:${name}`;
  const Attributes = { FilterPolicy: JSON.stringify(filter) };
  await sns.send(new SubscribeCommand({ TopicArn: stack.alerts.topicArn, Protocol: 'sqs', Endpoint: endpoint, Attributes }));
  return {
    received: async () => {
      const { Messages = [] } = (await sqs(stack, 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })) as {
        Messages?: { Body: string; ReceiptHandle: string }[];
      };
      for (const { ReceiptHandle } of Messages) await sqs(stack, 'DeleteMessage', { QueueUrl, ReceiptHandle });
      return Messages.map(({ Body }) => JSON.parse(Body) as { Message: string; Subject: string });
    },
  };
}

function sqs(stack: StackDescription, operation: string, input: object): Promise<unknown> {
  return awsJson(stack, 'sqs', `AmazonSQS.${operation}`, input);
}
