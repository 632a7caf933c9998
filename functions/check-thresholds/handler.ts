import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { documentClient } from '../lib/dynamodb.ts';
import { environment } from '../lib/environment.ts';
import { createMetrics } from '../lib/metrics.ts';
import { checkThresholds } from './check.ts';
import type { CheckReport } from './check.ts';
import type { Message } from './message.ts';

/** Time that is left for the last answers, milliseconds. */
const RESERVE_MS = 10_000;

const logger = new Logger();
const metrics = createMetrics();
const dynamodb = documentClient();
// Two attempts end within PUBLISH_MS.
const timeouts = { connectionTimeout: 500, requestTimeout: 2_000, throwOnRequestTimeout: true };
const sns = new SNSClient({ maxAttempts: 2, requestHandler: timeouts });
const topicArn = environment('ALERTS_TOPIC_ARN');
const tables = {
  inventory: environment('INVENTORY_TABLE'),
  movements: environment('MOVEMENTS_TABLE'),
  requests: environment('REQUESTS_TABLE'),
};
const reminder = { hour: Number(environment('ALERT_REMINDER_HOUR')), zone: environment('ALERT_REMINDER_ZONE') };
const rules = {
  marginPercent: Number(environment('ALERT_MARGIN_PERCENT')),
  ...(environment('ALERT_REMINDER') === 'true' && { reminder }),
};

/**
 * Publishes to the alert topic which levels have become low or out. Fails when a message could not
 * be published; then Lambda runs it again.
 */
export async function handler(_event: unknown, context: Context): Promise<CheckReport> {
  logger.addContext(context);
  let failed = 0;
  const onError = (message: string, error: Error) => {
    logger.error(message, { error });
  };
  const publish = async (message: Message) => {
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn: topicArn, ...message }));
    logger.info('Published', { messageId: message.MessageAttributes['messageId']?.StringValue, snsMessageId: MessageId });
    metrics.addMetric('AlertsSent', MetricUnit.Count, 1);
  };
  try {
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const report = await checkThresholds({ dynamodb, tables, deadline, rules, publish, onError });
    metrics.addMetric('LowLevels', MetricUnit.Count, report.low);
    metrics.addMetric('HeldLevels', MetricUnit.Count, report.held);
    logger.info('Checked thresholds', { ...report });
    return report;
  } catch (error) {
    failed = 1;
    throw error;
  } finally {
    metrics.addMetric('AlertsFailed', MetricUnit.Count, failed);
    metrics.publishStoredMetrics();
  }
}
