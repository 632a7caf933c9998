import type { StackDescription } from './stack.ts';

/**
 * A call of a service in AWS's JSON protocol with the operator's rights, such as
 * `AmazonSQS.SendMessage`. Rejects with the answer when it is a refusal.
 */
export async function awsJson(stack: StackDescription, service: string, target: string, input: object): Promise<unknown> {
  const response = await fetch(stack.dynamodbEndpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.region}/${service}/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${target} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
