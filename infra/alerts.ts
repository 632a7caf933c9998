import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ATTENTION_INDEX, UNFINISHED_INDEX } from '../domain/indexes.ts';
import { SUMMARY_PARTITION } from '../domain/movement.ts';
import type { Data } from './data.ts';
import { tellByEmail } from './email.ts';
import { allowDynamoDb, functionRole, lambdaFunction } from './function.ts';
import { runRegularly } from './schedule.ts';
import type { Settings } from './settings.ts';

/**
 * What tells people and programs that stock is low: a topic, and what looks for low levels and
 * publishes them there.
 */
export class Alerts extends Construct {
  readonly topic: Topic;
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { settings, data }: { settings: Settings; data: Data }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      // With the stage, since two of them may share an account.
      topicName: `onhand-alerts-${settings.stage}`,
      displayName: 'Onhand stock alerts',
      enforceSSL: true,
    });
    // AWS's own key lets whoever may use the topic use it, so that no policy of a key has to know
    // them. By its name alone: CDK's Alias writes an ARN, for which SNS does not make the key in an
    // account that never had it, and nothing can be published (issue 22605 of aws/aws-cdk).
    (this.topic.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
    tellByEmail(this.topic, settings.alertEmail);
    this.function = this.checkThresholds(settings, data);
  }

  private checkThresholds(settings: Settings, { inventory, movements, requests }: Data): IFunction {
    const role = functionRole(this, 'check-thresholds');
    allowDynamoDb(role, inventory.tableArn, ['BatchGetItem', 'UpdateItem']);
    allowDynamoDb(role, `${inventory.tableArn}/index/${ATTENTION_INDEX.name}`, ['Query']);
    // The counters of the summary, which stand among the movements.
    allowDynamoDb(role, movements.tableArn, ['UpdateItem'], [SUMMARY_PARTITION]);
    allowDynamoDb(role, requests.tableArn, ['BatchGetItem', 'PutItem', 'UpdateItem']);
    allowDynamoDb(role, `${requests.tableArn}/index/${UNFINISHED_INDEX.name}`, ['Query']);
    role.addToPolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
    const check = lambdaFunction(this, 'check-thresholds', settings, {
      role,
      description: 'Onhand: finds levels that are low or out and tells the alert topic',
      // A storm of 100,000 low levels takes minutes; what does not fit is left for the next run.
      timeout: Duration.minutes(5),
      environment: {
        INVENTORY_TABLE: inventory.tableName,
        MOVEMENTS_TABLE: movements.tableName,
        REQUESTS_TABLE: requests.tableName,
        ALERTS_TOPIC_ARN: this.topic.topicArn,
        ALERT_MARGIN_PERCENT: String(settings.alertMarginPercent),
        ALERT_REMINDER: String(settings.alertReminder),
        ALERT_REMINDER_HOUR: String(settings.reminderHour),
        ALERT_REMINDER_ZONE: settings.reminderZone,
      },
    });
    runRegularly(this, 'Schedule', {
      description: 'Onhand: looks for levels that are low or out',
      rate: Duration.minutes(settings.thresholdCheckMinutes),
      target: check,
    });
    return check;
  }
}
