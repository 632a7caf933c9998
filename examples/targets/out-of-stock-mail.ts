import { EventField, type IEventBus, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface OutOfStockMailProps {
  bus: IEventBus;
  /** SNS asks its owner to confirm once. */
  email: string;
}

/** Mails at once when a level falls out of stock. */
export class OutOfStockMail extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { bus, email }: OutOfStockMailProps) {
    super(scope, id);
    // Not encrypted at rest: EventBridge may not use AWS's own key of SNS. With a key of yours
    // (masterKey) whose policy lets events.amazonaws.com in, it can be.
    this.topic = new Topic(this, 'Topic', { displayName: 'Out of stock', enforceSSL: true });
    this.topic.addSubscription(new EmailSubscription(email));
    const level = (field: string) => EventField.fromPath(`$.detail.data.${field}`);
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: {
        source: ['onhand'],
        detailType: ['stock.status'],
        // Nobody wants to be told again by a replay.
        detail: { replay: Match.nullValue(), data: { status: ['OUT_OF_STOCK'] } },
      },
      targets: [
        new SnsTopic(this.topic, {
          message: RuleTargetInput.fromMultilineText(
            [
              `${level('productId')} (${level('name')}) is out of stock in ${level('warehouseId')}.`,
              `Of ${level('stockCount')} units there, ${level('reservedCount')} are reserved. It happened at ${level('changedAt')}.`,
            ].join('\n'),
          ),
        }),
      ],
    });
  }
}
