import { Duration } from 'aws-cdk-lib';
import { ApiDestination, Authorization, Connection, HttpMethod, type IApiDestination, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WebhookProps {
  bus: IEventBus;
  /** Takes a POST with the event as JSON, and answers within five seconds. */
  url: string;
  /** Detail types, such as `stock.status`. */
  kinds: string[];
}

/** Calls another system with each event, for a day if need be. */
export class Webhook extends Construct {
  /** What the receiver must find in the header `x-api-key`. */
  readonly key: Secret;
  /** What could not be delivered. Watch it: an event in it has failed for good. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bus, url, kinds }: WebhookProps) {
    super(scope, id);
    this.key = new Secret(this, 'Key', { generateSecretString: { passwordLength: 40, excludePunctuation: true } });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const connection = new Connection(this, 'Connection', {
      // Read when this is deployed: deploy again after the secret was changed.
      authorization: Authorization.apiKey('x-api-key', this.key.secretValue),
    });
    const destination = new ApiDestination(this, 'Destination', {
      connection,
      endpoint: url,
      httpMethod: HttpMethod.POST,
      // What the receiver can take; more than that waits.
      rateLimitPerSecond: 50,
    });
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: ['onhand'], detailType: kinds },
      targets: [
        new ApiDestinationTarget(destination as IApiDestination, {
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
          deadLetterQueue: this.deadLetters,
        }),
      ],
    });
  }
}
