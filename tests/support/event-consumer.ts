import type { EventDetail, EventKind } from '../../functions/send-events/events.ts';
import type { Template } from '../../local/emulator/template/reader.ts';
import { ConsumerCopy } from './consumer-copy.ts';
import { queueUrl, receive } from './sqs.ts';
import type { StackDescription } from './stack.ts';

const QUEUE = 'consumer';

/** Adds a queue to a template that gets all events of the stage's bus. */
export function withConsumer({ Resources }: Template): void {
  const bus = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::Events::EventBus')?.[0];
  const Arn = { 'Fn::GetAtt': ['Consumer', 'Arn'] };
  const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: Arn, Principal: { Service: 'events.amazonaws.com' } }];
  Object.assign(Resources, {
    Consumer: { Type: 'AWS::SQS::Queue', Properties: { QueueName: QUEUE } },
    ConsumerPolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Consumer' }], PolicyDocument: { Statement } } },
    ConsumerRule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventBusName: { Ref: bus }, EventPattern: { source: ['onhand'] }, Targets: [{ Id: 'consumer', Arn }] },
    },
  });
}

/** A consumer that gets its events from the queue of a stack. */
export class EventConsumer extends ConsumerCopy {
  readonly #stack: StackDescription;

  constructor(stack: StackDescription) {
    super();
    this.#stack = stack;
  }

  /** Takes what is in the queue. */
  async collect(): Promise<void> {
    const url = queueUrl(this.#stack, QUEUE);
    for (;;) {
      const messages = (await receive(this.#stack, url)) as { 'detail-type': EventKind; detail: EventDetail }[];
      if (messages.length === 0) return;
      for (const { 'detail-type': kind, detail } of messages) this.take({ kind, ...detail });
    }
  }
}
