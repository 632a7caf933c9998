import { awsJson } from './aws-json.ts';
import type { StackDescription } from './stack.ts';

/** Where a queue of the stack's template is found by its name. */
export function queueUrl(stack: StackDescription, name: string): string {
  return `${stack.dynamodbEndpoint}/000000000000/${name}`;
}

/** Takes up to ten messages out of a queue, read as JSON. */
export async function receive(stack: StackDescription, QueueUrl: string): Promise<unknown[]> {
  const { Messages = [] } = (await sqs(stack, 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })) as {
    Messages?: { Body: string; ReceiptHandle: string }[];
  };
  for (const { ReceiptHandle } of Messages) await sqs(stack, 'DeleteMessage', { QueueUrl, ReceiptHandle });
  return Messages.map(({ Body }) => JSON.parse(Body) as unknown);
}

/** One call of SQS. Rejects when it was refused. */
export function sqs(stack: StackDescription, operation: string, input: object): Promise<unknown> {
  return awsJson(stack, 'sqs', `AmazonSQS.${operation}`, input);
}
