import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { SUMMARY_PARTITION } from '../domain/movement.ts';
import type { Data } from './data.ts';
import { functionRole, lambdaFunction } from './function.ts';
import type { Settings } from './settings.ts';
import { deletedWhileActive, followStream } from './stream.ts';

interface EventsProps {
  settings: Settings;
  data: Data;
  failures: Bucket;
}

/**
 * What leaves for a shop's other systems: a bus of the stage, and what follows the streams of
 * movements, reservations and orders and sends to it. Rules and their targets are the shop's own.
 */
export class Events extends Construct {
  readonly bus: EventBus;
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { settings, data, failures }: EventsProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: `onhand-${settings.stage}`,
      description: 'Onhand: what happens to stock and orders',
    });
    if (settings.eventArchiveDays > 0) {
      this.bus.archive('Archive', {
        description: 'Onhand: events to be sent again',
        eventPattern: { source: ['onhand'] },
        retention: Duration.days(settings.eventArchiveDays),
      });
    }
    this.function = this.sendEvents(settings, data, failures);
  }

  private sendEvents(settings: Settings, { movements, reservations, requests }: Data, failures: Bucket): IFunction {
    const role = functionRole(this, 'send-events');
    role.addToPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }));
    const target = lambdaFunction(this, 'send-events', settings, {
      role,
      description: 'Onhand: sends what happens to stock and orders to the bus',
      // Within this a batch waits for a bus that is busy.
      timeout: Duration.seconds(30),
      environment: { EVENT_BUS: this.bus.eventBusName },
    });
    const follow = (id: string, table: Table, ...filters: Record<string, unknown>[]) =>
      followStream({ table, target, role, failures, filters, id });
    // Counters of the summary stand among the movements.
    follow('Movements', movements, written(['INSERT'], { Keys: { level: { S: FilterRule.notEquals(SUMMARY_PARTITION) } } }));
    follow('Reservations', reservations, written(['INSERT', 'MODIFY']), deletedWhileActive());
    follow('Orders', requests, written(['INSERT', 'MODIFY'], { NewImage: { state: { S: FilterRule.or('SHIPPED') } } }));
    return target;
  }
}

function written(eventNames: string[], dynamodb?: Record<string, unknown>): Record<string, unknown> {
  return FilterCriteria.filter({ eventName: FilterRule.or(...eventNames), ...(dynamodb && { dynamodb }) });
}
