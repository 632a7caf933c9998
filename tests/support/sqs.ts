import type { StackDescription } from './stack.ts';

/** Takes up to ten messages out of a queue, read as JSON. */
export async function receive(stack: StackDescription, QueueUrl: string): Promise<unknown[]> {
  const { Messages = [] } = (await sqs(stack, 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })) as {
    Messages?: { Body: string; ReceiptHandle: string }[];
  };
  for (const { ReceiptHandle } of Messages) await sqs(stack, 'DeleteMessage', { QueueUrl, ReceiptHandle });
  return Messages.map(({ Body }) => JSON.parse(Body) as unknown);
}

/** One call of SQS. Rejects when it was refused. */
export async function sqs(stack: StackDescription, operation: string, input: object): Promise<unknown> {
  const response = await fetch(stack.dynamodbEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.region}/sqs/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
