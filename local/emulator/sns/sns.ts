import { join } from 'node:path';
import { AwsError } from '../gateway/gateway.ts';
import type { Deployment } from '../template/deployment.ts';
import { openDeliveryLog, type Delivered, type DeliveryLog } from './delivered.ts';
import { createEmulator, type EmulatorAnswer } from './emulator.ts';
import { withArrayFilters } from './filter.ts';
import { createQueues } from './queues.ts';
import { bodiesOf, type Parameters } from './message.ts';

/** SNS with the topics of the template, and SQS with its queues and those that somebody makes. */
export interface Sns {
  /** One call in SNS's query protocol. */
  call: (parameters: Parameters) => Promise<EmulatorAnswer>;
  /** One call in SQS's JSON protocol. */
  queueCall: (operation: string, body: string, host?: string) => Promise<EmulatorAnswer>;
  /**
   * What a topic of the template has delivered, newest first. Throws a sentence when there is none
   * of this ARN.
   */
  delivered: (topicArn: string) => Delivered[];
  stop: () => Promise<void>;
}

/** The subscriber of the local stack itself at a topic of the template. */
interface Listener {
  queueUrl: string;
  log: DeliveryLog;
}

interface Notification {
  MessageId: string;
  Timestamp: string;
  Subject?: string;
  Message: string;
  MessageAttributes?: Delivered['attributes'];
}

/** Protocols whose subscribers are outside: locally, what they would read is in the log. */
const OUTSIDE = ['email', 'email-json'];

/**
 * Makes the topics and queues of a template. What topics deliver is kept in `directory`. Throws a
 * sentence on a subscription that cannot be served here.
 */
export async function createSns(deployment: Deployment, directory: string): Promise<Sns> {
  const emulator = createEmulator(deployment.region);
  await createQueues(deployment, emulator.sqs);
  const listeners = new Map<string, Listener>();
  for (const { arn, physicalId } of deployment.ofType('AWS::SNS::Topic')) {
    await emulator.sns({ Action: 'CreateTopic', Name: physicalId });
    const queue = `local-${physicalId}`.slice(0, 80);
    const { QueueUrl } = JSON.parse((await emulator.sqs('CreateQueue', JSON.stringify({ QueueName: queue }))).body) as { QueueUrl: string };
    const endpoint = `arn:aws:sqs:${deployment.region}:${deployment.accountId}:${queue}`;
    await emulator.sns({ Action: 'Subscribe', TopicArn: arn, Protocol: 'sqs', Endpoint: endpoint });
    listeners.set(arn, { queueUrl: QueueUrl, log: openDeliveryLog(join(directory, `${physicalId}.jsonl`)) });
  }
  for (const { logicalId, properties } of deployment.ofType('AWS::SNS::Subscription')) {
    if (!OUTSIDE.includes(String(properties['Protocol'])))
      throw new Error(`${logicalId} subscribes by ${String(properties['Protocol'])}; the local stack has ${OUTSIDE.join(' and ')} only.`);
  }

  /** Into the log before the publisher has its answer, so that who published can read it there. */
  async function collect({ queueUrl, log }: Listener, email: string): Promise<void> {
    const { Messages = [] } = JSON.parse((await emulator.sqs('ReceiveMessage', JSON.stringify({ QueueUrl: queueUrl }))).body) as {
      Messages?: { Body: string; ReceiptHandle: string }[];
    };
    for (const { Body, ReceiptHandle } of Messages) {
      const { MessageId, Timestamp, Subject = null, Message, MessageAttributes = {} } = JSON.parse(Body) as Notification;
      log.add({
        messageId: MessageId,
        timestamp: Timestamp,
        subject: Subject,
        attributes: MessageAttributes,
        message: readJson(Message),
        email,
      });
      await emulator.sqs('DeleteMessage', JSON.stringify({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }

  async function publish(parameters: Parameters): Promise<EmulatorAnswer> {
    const { queue, email } = bodiesOf(parameters);
    // The emulator knows one body only, and delivers to queues only.
    const plain = Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== 'MessageStructure'));
    const answer = await emulator.sns({ ...plain, Message: queue });
    const listener = listeners.get(parameters['TopicArn'] ?? '');
    if (listener && answer.status === 200) await collect(listener, email);
    return answer;
  }

  // One after the other: a message must meet its own e-mail text in the log.
  let last: Promise<unknown> = Promise.resolve();
  return {
    call(parameters) {
      if (parameters['Action'] === 'PublishBatch')
        return Promise.reject(new AwsError('InvalidAction', 'The local SNS does not have PublishBatch.'));
      if (parameters['Action'] !== 'Publish') return emulator.sns(withArrayFilters(parameters));
      const answer = last.then(() => publish(parameters));
      last = answer.catch(() => undefined);
      return answer;
    },
    queueCall: emulator.sqs,
    delivered(topicArn) {
      const listener = listeners.get(topicArn);
      if (!listener) throw new Error(`The template has no topic ${topicArn}.`);
      return listener.log.list();
    },
    stop: emulator.close,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
