import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Alarms } from './alarms.ts';

const FIVE_MINUTES = Duration.minutes(5);
/** System errors are counted by operation; these are the ones that are used. */
const OPERATIONS = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'];

/** What can go wrong with a table. `name` is that of its construct. */
export function watchTable(alarms: Alarms, name: string, table: Table): void {
  alarms.onTooMuch(`${name}-throttled`, {
    runbook: 'table-throttled',
    meaning: `DynamoDB throttled reads or writes of the table ${name}.`,
    metric: sumOf(['ReadThrottleEvents', 'WriteThrottleEvents'].map((metricName) => metricOf(table, metricName))),
    threshold: 1,
    periods: 3,
    of: 2,
  });
  alarms.onTooMuch(`${name}-system-errors`, {
    runbook: 'table-system-errors',
    meaning: `DynamoDB failed inside at the table ${name}.`,
    metric: sumOf(OPERATIONS.map((Operation) => metricOf(table, 'SystemErrors', { Operation }))),
    threshold: 1,
    periods: 3,
    of: 2,
  });
}

function metricOf(table: Table, metricName: string, dimensions: Record<string, string> = {}): Metric {
  const dimensionsMap = { TableName: table.tableName, ...dimensions };
  return new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, period: FIVE_MINUTES, statistic: Stats.SUM });
}

/** Where one of them was not measured it counts as nothing. */
function sumOf(metrics: readonly IMetric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, place) => [`m${place}`, metric]));
  const terms = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({ expression: terms.join(' + '), usingMetrics, period: FIVE_MINUTES, label: 'Sum' });
}
