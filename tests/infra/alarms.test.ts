import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_TYPES, refusalLine } from '../../domain/errors.ts';
import { resourcesOf, templateOf } from './template.ts';

interface Dimension {
  Name: string;
  Value: unknown;
}

interface AlarmProperties {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
  InsufficientDataActions?: unknown[];
  MetricName?: string;
  Dimensions?: Dimension[];
  /** What an expression is made of, where the alarm watches one. */
  Metrics?: { MetricStat?: { Metric: { MetricName: string; Dimensions: Dimension[] } } }[];
  TreatMissingData: string;
  EvaluationPeriods: number;
  Period?: number;
  Threshold: number;
}

interface MetricFilter {
  FilterPattern: string;
  MetricTransformations: { MetricName: string }[];
}

const template = templateOf({ stage: 'test', operationsEmail: 'ops@example.com', monthlyBudgetUsd: '200' });
const alarms = Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties as unknown as AlarmProperties,
);
const runbooks = readFileSync(join(import.meta.dirname, '../../docs/alarms.md'), 'utf8');
const headings = [...runbooks.matchAll(/^## ([\w-]+)$/gm)].map(([, heading]) => heading);
const runbookOf = ({ AlarmDescription }: AlarmProperties) => / docs\/alarms\.md#([\w-]+)$/.exec(AlarmDescription)?.[1];

/** The alarm of that name; its metric, where it has one of its own. */
function alarm(name: string): AlarmProperties {
  const found = alarms.find(({ AlarmName }) => AlarmName === `Onhand-test-${name}`);
  if (!found) throw new Error(`There is no alarm ${name} among ${alarms.map(({ AlarmName }) => AlarmName).join(', ')}.`);
  return found;
}

describe('every alarm', () => {
  test('has a runbook, and every runbook an alarm', () => {
    expect([...new Set(alarms.map(runbookOf))].toSorted()).toEqual(headings.toSorted());
  });

  test('says what it means, and tells the operations topic when it begins and when it ends', () => {
    const [topicId] = Object.entries(resourcesOf(template, 'AWS::SNS::Topic')).find(([id]) => id.startsWith('MonitoringOperations')) ?? [];
    for (const { AlarmName, AlarmDescription, AlarmActions, OKActions } of alarms) {
      expect(AlarmDescription, AlarmName).toMatch(/^[A-Z].{20,}\. What to do: /);
      expect([AlarmActions, OKActions], AlarmName).toEqual([[{ Ref: topicId }], [{ Ref: topicId }]]);
    }
  });

  test('asks CloudWatch for no more than a week of evaluation', () => {
    for (const { AlarmName, Period = 300, EvaluationPeriods } of alarms)
      expect(Period * EvaluationPeriods, AlarmName).toBeLessThanOrEqual(Period < 3_600 ? 86_400 : 7 * 86_400);
  });
});

describe('each function', () => {
  const names = Object.entries(resourcesOf(template, 'AWS::Lambda::Function')).map(([id]) => id);

  test.each(['Errors', 'Throttles', 'Duration'])('has an alarm on its %s', (metric) => {
    const watched = alarms
      .filter(({ MetricName }) => MetricName === metric)
      .map(({ Dimensions }) => (Dimensions?.[0]?.Value as { Ref: string }).Ref);
    expect(watched.toSorted()).toEqual(names.toSorted());
  });
});

describe('each stream', () => {
  test('has an alarm on how far its reader is behind, and one on records that were given up', () => {
    const mappings = Object.keys(resourcesOf(template, 'AWS::Lambda::EventSourceMapping'));
    expect(mappings).toHaveLength(5);
    const readers = Object.values(resourcesOf(template, 'AWS::Lambda::EventSourceMapping')).map(
      ({ Properties }) => Properties['FunctionName'],
    );
    const late = alarms.filter(({ MetricName }) => MetricName === 'IteratorAge').map(({ Dimensions }) => Dimensions?.[0]?.Value);
    expect(new Set(late.map((name) => JSON.stringify(name)))).toEqual(new Set(readers.map((name) => JSON.stringify(name))));
    const counted = alarms
      .flatMap(({ MetricName, Dimensions, Metrics = [] }) => [
        { MetricName, Dimensions },
        ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []),
      ])
      .filter(({ MetricName }) => MetricName === 'OnFailureDestinationDeliveredEventCount');
    expect(counted.map(({ Dimensions }) => (Dimensions?.[0]?.Value as { Ref: string }).Ref).toSorted()).toEqual(mappings.toSorted());
  });

  test('counts what it gives up, without which that alarm would stay silent', () => {
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Lambda::EventSourceMapping')))
      expect(Properties['MetricsConfig']).toEqual({ Metrics: ['EventCount'] });
  });
});

describe('what has to happen by itself', () => {
  test.each(['sweeper-silent', 'check-thresholds-silent', 'audit-silent'])(
    '%s tells of silence, and not of a stage that is new',
    (name) => {
      // Its first state is INSUFFICIENT_DATA, and only a change of state tells anybody.
      expect(alarm(name)).toMatchObject({ TreatMissingData: 'missing', InsufficientDataActions: alarm(name).AlarmActions });
    },
  );

  test('is all that tells of missing data', () => {
    const notifying = alarms.filter(({ InsufficientDataActions }) => InsufficientDataActions !== undefined);
    expect(notifying.map(({ AlarmName }) => AlarmName.replace('Onhand-test-', ''))).toEqual([
      'sweeper-silent',
      'check-thresholds-silent',
      'audit-silent',
    ]);
    expect(alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching')).toEqual([]);
  });

  test('is not watched where the deploy has switched it off', () => {
    const without = Object.values(resourcesOf(templateOf({ sweeper: 'false' }), 'AWS::CloudWatch::Alarm'));
    expect(without.map(({ Properties }) => Properties['AlarmName'])).not.toContain('Onhand-dev-sweeper-silent');
  });

  test('is waited for as long as the deploy says', () => {
    const seldom = Object.values(resourcesOf(templateOf({ thresholdCheckMinutes: '60' }), 'AWS::CloudWatch::Alarm'));
    expect(seldom.find(({ Properties }) => Properties['AlarmName'] === 'Onhand-dev-check-thresholds-silent')?.Properties).toMatchObject({
      Period: 3_600,
      EvaluationPeriods: 2,
    });
  });
});

describe('refusals', () => {
  const filters = Object.values(resourcesOf(template, 'AWS::Logs::MetricFilter')).map(
    ({ Properties }) => Properties as unknown as MetricFilter,
  );

  test('are counted by the lines that resolvers write, each by one metric', () => {
    expect(filters).toHaveLength(ERROR_TYPES.length);
    for (const type of ERROR_TYPES) {
      const counting = filters.filter(({ FilterPattern }) => refusalLine(type).includes(JSON.parse(FilterPattern) as string));
      expect(counting.map(({ MetricTransformations }) => MetricTransformations[0]?.MetricName)).toEqual([type]);
    }
  });

  test('go on being counted when somebody deletes the log: AppSync may make it again', () => {
    const [group] = Object.entries(resourcesOf(template, 'AWS::Logs::LogGroup')).find(([id]) => id.startsWith('ApiLogs')) ?? [];
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [group, 'Arn'] } },
        ],
      },
    });
  });
});

describe('the operations topic', () => {
  test('can be notified by alarms and budgets of this account, and by nobody without TLS', () => {
    const policies = Object.entries(resourcesOf(template, 'AWS::SNS::TopicPolicy')).filter(([id]) => id.startsWith('MonitoringOperations'));
    const own = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    const services = { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] };
    expect(policies.map(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: unknown }).Statement)).toEqual([
      expect.arrayContaining([
        expect.objectContaining({ Effect: 'Allow', Principal: services, Condition: own }),
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    ]);
  });

  test('is encrypted with a key that those services may use, since AWS has none for that', () => {
    const [key] = Object.values(resourcesOf(template, 'AWS::KMS::Key'));
    expect(key?.Properties).toMatchObject({ EnableKeyRotation: true });
    expect(JSON.stringify(key?.Properties['KeyPolicy'])).toContain('cloudwatch.amazonaws.com');
  });

  test('tells an address and watches the budget when the deploy says so', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    template.hasResourceProperties('AWS::Budgets::Budget', { Budget: { BudgetLimit: { Amount: 200, Unit: 'USD' }, TimeUnit: 'MONTHLY' } });
    expect(Object.keys(resourcesOf(templateOf({}), 'AWS::Budgets::Budget'))).toEqual([]);
  });
});
