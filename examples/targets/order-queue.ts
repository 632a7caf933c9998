import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What an order system has to hear of the reservations and parcels of its orders. */
const KINDS = ['reservation.committed', 'reservation.released', 'reservation.expired', 'order.fulfilled'];

/** A queue that an order system reads at its own pace, wherever it runs. */
export class OrderQueue extends Construct {
  readonly queue: Queue;
  /** What the order system failed on five times, or what did not reach its queue. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bus }: { bus: IEventBus }) {
    super(scope, id);
    // Keys of SQS's own: EventBridge may use them, unlike AWS's key of KMS.
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Longer than the order system needs for a message.
      visibilityTimeout: Duration.minutes(2),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: ['onhand'], detailType: KINDS },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
    });
  }
}
