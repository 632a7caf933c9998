import type { Principals } from '../iam/principal.ts';
import { isLetIn } from '../iam/resource-policy.ts';
import { invokeAsynchronously } from '../lambda/asynchronous.ts';
import type { Functions } from '../lambda/functions.ts';
import { mayInvoke } from '../lambda/permission.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Sns } from '../sns/sns.ts';
import type { Deployment } from '../template/deployment.ts';
import { apiDestination } from './api-destination.ts';
import { DELIVERED, type Attempt, type Deliver } from './attempt.ts';
import type { RuleTarget } from './rules.ts';

/** What targets work with. */
export interface TargetParts {
  deployment: Deployment;
  principals: Principals;
  functions: Pick<Functions, 'find' | 'invoke'>;
  sns: Pick<Sns, 'call' | 'queueCall'>;
  secrets: Pick<Secrets, 'resolve'>;
  log: (line: string) => void;
  /** Ends what waits. */
  signal: AbortSignal;
}

const SERVICE = 'events.amazonaws.com';

/**
 * The way to a target. Throws a sentence on one that is not there, that the local stack does not
 * have, or that EventBridge would not be let in to: it would never get anything.
 */
export function openTarget(target: RuleTarget, parts: TargetParts): Deliver {
  const { arn, rule } = target;
  if (target.deadLetters !== undefined) requireQueue(target.deadLetters, rule, parts.deployment);
  const [, , service] = arn.split(':');
  if (service === 'sqs') return queue(target, parts);
  if (service === 'sns') return topic(target, parts);
  if (service === 'lambda') return lambda(target, parts);
  if (service === 'events' && arn.includes(':api-destination/')) return apiDestination(target, parts);
  throw new Error(
    `${rule.logicalId} has the target ${arn}; the local stack delivers to Lambda functions, queues, topics and API destinations.`,
  );
}

/** Sends a message to a queue of the template. */
export async function sendToQueue(queueCall: Sns['queueCall'], arn: string, message: Readonly<Record<string, unknown>>): Promise<Attempt> {
  const QueueUrl = `https://queues.invalid/${arn.split(':').slice(-2).join('/')}`;
  return attemptOf(queueCall('SendMessage', JSON.stringify({ QueueUrl, ...message })));
}

function queue({ arn, rule, properties }: RuleTarget, { deployment, sns }: TargetParts): Deliver {
  requireQueue(arn, rule, deployment);
  const { MessageGroupId } = (properties['SqsParameters'] ?? {}) as { MessageGroupId?: string };
  if ((MessageGroupId !== undefined) !== arn.endsWith('.fifo'))
    throw new Error(`A target of ${rule.logicalId} needs a MessageGroupId for a FIFO queue, and for no other.`);
  return (MessageBody) => sendToQueue(sns.queueCall, arn, { MessageBody, ...(MessageGroupId !== undefined && { MessageGroupId }) });
}

function requireQueue(arn: string, rule: RuleTarget['rule'], deployment: Deployment): void {
  if (!deployment.ofType('AWS::SQS::Queue').some((own) => own.arn === arn))
    throw new Error(`${rule.logicalId} sends to the queue ${arn}, which the template does not have.`);
  if (!isLetIn(deployment, 'AWS::SQS::QueuePolicy', { service: SERVICE, action: 'sqs:SendMessage', resource: arn, source: rule.arn }))
    throw new Error(`${rule.logicalId} sends to the queue ${arn}, whose policy does not let ${SERVICE} do so for it.`);
}

function topic({ arn, rule }: RuleTarget, { deployment, sns }: TargetParts): Deliver {
  const own = deployment.ofType('AWS::SNS::Topic').find((each) => each.arn === arn);
  if (!own) throw new Error(`${rule.logicalId} sends to the topic ${arn}, which the template does not have.`);
  if (!isLetIn(deployment, 'AWS::SNS::TopicPolicy', { service: SERVICE, action: 'sns:Publish', resource: arn, source: rule.arn }))
    throw new Error(`${rule.logicalId} sends to the topic ${arn}, whose policy does not let ${SERVICE} publish.`);
  if (own.properties['KmsMasterKeyId'] === 'alias/aws/sns')
    throw new Error(`${rule.logicalId} sends to the topic ${arn}, which is encrypted with AWS's own key: EventBridge may not use it.`);
  return (Message) => attemptOf(sns.call({ Action: 'Publish', TopicArn: arn, Message }));
}

/** Delivered is what Lambda has taken; what becomes of it is Lambda's, its retries too. */
function lambda({ arn, rule }: RuleTarget, { deployment, functions, log, signal }: TargetParts): Deliver {
  const description = functions.find(arn);
  if (!mayInvoke(rule, description, deployment))
    throw new Error(`${rule.logicalId} has the target ${description.name}, which no AWS::Lambda::Permission lets it invoke.`);
  return async (event) => {
    const problem = await invokeAsynchronously({ functions, arn, event, signal });
    if (signal.aborted) return { kind: 'failed', retry: true, code: 'INTERNAL_ERROR', message: 'The local stack has stopped.' };
    if (problem !== undefined) log(`${rule.name}: an event was given up by ${description.name}: ${problem}`);
    return DELIVERED;
  };
}

async function attemptOf(answering: Promise<{ status: number; body: string }>): Promise<Attempt> {
  try {
    const { status, body } = await answering;
    if (status === 200) return DELIVERED;
    return { kind: 'failed', retry: status >= 500, code: status >= 500 ? 'ERROR_FROM_TARGET' : 'SDK_CLIENT_ERROR', message: body };
  } catch (error) {
    return { kind: 'failed', retry: false, code: 'SDK_CLIENT_ERROR', message: (error as Error).message };
  }
}
