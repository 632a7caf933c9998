import type { Deployment, Resource } from '../template/deployment.ts';
import type { Emulator } from './emulator.ts';

/** The properties that are attributes of the same name. */
const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DelaySeconds',
  'FifoQueue',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];

/**
 * Makes the queues of a template. Throws a sentence on one whose dead letters would go nowhere, or
 * that SQS would refuse.
 */
export async function createQueues(deployment: Deployment, sqs: Emulator['sqs']): Promise<void> {
  const queues = deployment.ofType('AWS::SQS::Queue');
  for (const queue of queues) {
    const body = JSON.stringify({ QueueName: queue.physicalId, Attributes: attributesOf(queue, queues) });
    const answer = await sqs('CreateQueue', body);
    if (answer.status !== 200) throw new Error(`${queue.logicalId} cannot be made: ${answer.body}`);
  }
}

function attributesOf({ logicalId, properties }: Resource, queues: readonly Resource[]): Record<string, string> {
  const own = ATTRIBUTES.filter((name) => properties[name] !== undefined).map((name): [string, string] => [name, String(properties[name])]);
  const { RedrivePolicy } = properties;
  if (RedrivePolicy === undefined) return Object.fromEntries(own);
  const { deadLetterTargetArn, ...others } = RedrivePolicy as { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
  if (!queues.some(({ arn }) => arn === deadLetterTargetArn))
    throw new Error(`${logicalId} has the dead-letter queue ${String(deadLetterTargetArn)}, which the template does not have.`);
  if (Object.keys(others).join() !== 'maxReceiveCount')
    throw new Error(`${logicalId} has a RedrivePolicy with other parts than deadLetterTargetArn and maxReceiveCount.`);
  // A template may have the count as text.
  const policy = { deadLetterTargetArn, maxReceiveCount: Number(others.maxReceiveCount) };
  return { ...Object.fromEntries(own), RedrivePolicy: JSON.stringify(policy) };
}
