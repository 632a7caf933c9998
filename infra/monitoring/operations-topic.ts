import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { tellByEmail } from '../email.ts';
import type { Settings } from '../settings.ts';

/** The services that tell the topic something by themselves. */
const TELLERS = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'];
/** Shares of the monthly budget worth a message: half, nearly all, all that is foreseen. */
const BUDGET_WARNINGS = [
  { notificationType: 'ACTUAL', threshold: 50 },
  { notificationType: 'ACTUAL', threshold: 90 },
  { notificationType: 'FORECASTED', threshold: 100 },
];

/** Where everything goes that somebody who operates the stage should know: alarms and spend. */
export class OperationsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const stack = Stack.of(this);
    // AWS's own key for SNS lets no other service use it, so what is encrypted and sent by
    // CloudWatch needs a key of its own, 1 $ a month. It encrypts nothing that is kept, so it goes
    // with the stack; KMS waits a week, unpaid, before it does.
    const key = new Key(this, 'Key', {
      description: `Onhand ${settings.stage}: operations topic`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: `onhand-operations-${settings.stage}`,
      displayName: `Onhand ${settings.stage} operations`,
      masterKey: key,
      enforceSSL: true,
    });
    for (const teller of TELLERS) {
      const principals = [new ServicePrincipal(teller)];
      const conditions = { StringEquals: { 'aws:SourceAccount': stack.account } };
      this.topic.addToResourcePolicy(
        new PolicyStatement({ principals, actions: ['sns:Publish'], resources: [this.topic.topicArn], conditions }),
      );
      key.addToResourcePolicy(
        // In a key's policy * is this key.
        new PolicyStatement({ principals, actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['*'], conditions }),
      );
    }
    tellByEmail(this.topic, settings.operationsEmail);
    if (settings.monthlyBudgetUsd > 0) this.budget(settings, stack.stackName);
  }

  /**
   * What the whole account spends in a month: costs by stage need tags that somebody has activated
   * for billing first.
   */
  private budget({ monthlyBudgetUsd }: Settings, budgetName: string): void {
    const budget = new CfnBudget(this, 'Budget', {
      budget: { budgetName, budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: monthlyBudgetUsd, unit: 'USD' } },
      notificationsWithSubscribers: BUDGET_WARNINGS.map((warning) => ({
        notification: { ...warning, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
        subscribers: [{ subscriptionType: 'SNS', address: this.topic.topicArn }],
      })),
    });
    // Budgets tries the topic when it is made.
    budget.node.addDependency(this.topic);
  }
}
