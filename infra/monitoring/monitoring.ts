import { Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Data } from '../data.ts';
import type { Settings } from '../settings.ts';
import { Alarms } from './alarms.ts';
import { watchApi } from './api-alarms.ts';
import { createDashboard } from './dashboard.ts';
import { watchFunction } from './function-alarms.ts';
import { functionsOf, streamsOf } from './named-functions.ts';
import { OperationsTopic } from './operations-topic.ts';
import { countRefusals, refusalNamespace } from './refusals.ts';
import { watchSchedules } from './schedule-alarms.ts';
import { watchFailures, watchStream } from './stream-alarms.ts';
import { watchTable } from './table-alarms.ts';

interface MonitoringProps {
  settings: Settings;
  data: Data;
  graphql: GraphqlApi;
  /** Of the API. */
  logs: ILogGroup;
  failures: Bucket;
  alertsTopic: Topic;
}

/**
 * Alarms, metrics and the dashboard. Made after everything else: it looks for the functions and
 * streams that there are, so that none is forgotten.
 */
export class Monitoring extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { settings, data, graphql, logs, failures, alertsTopic }: MonitoringProps) {
    super(scope, id);
    const { topic } = new OperationsTopic(this, 'Operations', settings);
    this.topic = topic;
    const alarms = new Alarms(this, 'Alarms', topic);
    const refusals = countRefusals(new Construct(this, 'Refusals'), logs, refusalNamespace(Stack.of(this).stackName));
    watchApi(alarms, graphql, refusals);
    const functions = functionsOf(Stack.of(this));
    for (const { name, target } of functions) watchFunction(alarms, name, target);
    for (const { mappings, name, target } of streamsOf(Stack.of(this))) watchStream(alarms, name, target, mappings);
    watchFailures(alarms, failures);
    const { inventory, reservations, requests, movements } = data;
    for (const [name, table] of Object.entries({ inventory, reservations, requests, movements })) watchTable(alarms, name, table);
    watchSchedules(alarms, settings, alertsTopic);
    createDashboard(this, { settings, graphql, functions, refusals });
  }
}
