import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface SearchIndexProps {
  bus: IEventBus;
  /** Of an index of OpenSearch or Elasticsearch: `https://search.example/stock`. */
  indexUrl: string;
}

/** Keeps a search index true: every change of a level is in it, whatever order they come in. */
export class SearchIndex extends Construct {
  readonly queue: Queue;
  /** What the index refused ten times. Move it back to the queue when the index is well again. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bus, indexUrl }: SearchIndexProps) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Six times the function's timeout, as Lambda advises.
      visibilityTimeout: Duration.minutes(3),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 10 },
    });
    new Rule(this, 'Rule', {
      eventBus: bus,
      eventPattern: { source: ['onhand'], detailType: ['stock.changed'] },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
    });
    const consumer = new NodejsFunction(this, 'Consumer', {
      entry: join(import.meta.dirname, 'search-index-consumer.ts'),
      runtime: Runtime.NODEJS_24_X,
      timeout: Duration.seconds(30),
      environment: { INDEX_URL: indexUrl },
    });
    consumer.addEventSource(new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true }));
  }
}
