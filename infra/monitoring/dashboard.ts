import { Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { Dashboard, GraphWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ErrorType } from '../../domain/errors.ts';
import type { Settings } from '../settings.ts';
import { apiMetric } from './api-alarms.ts';
import type { NamedFunction } from './named-functions.ts';
import { ownMetric } from './own-metrics.ts';

interface DashboardProps {
  settings: Settings;
  graphql: GraphqlApi;
  functions: readonly NamedFunction[];
  refusals: Record<ErrorType, Metric>;
}

/**
 * Refusals that say how the shop does: those of daily business, and those that somebody must mend.
 */
const SHOWN_REFUSALS: ErrorType[] = [
  'INSUFFICIENT_STOCK',
  'RESERVATION_EXPIRED',
  'VERSION_CONFLICT',
  'CONTENTION',
  'INVALID_INPUT',
  'INTERNAL',
];

/** One page for who looks whether the shop sells: business first, then what it stands on. */
export function createDashboard(scope: Construct, { settings, graphql, functions, refusals }: DashboardProps): void {
  const feed = (name: string, statistic?: string) => ownMetric(settings.stage, 'change-feed', name, statistic ? { statistic } : {});
  const own = (service: string, name: string, statistic: string) => ownMetric(settings.stage, service, name, { statistic });
  new Dashboard(scope, 'Dashboard', {
    dashboardName: Stack.of(scope).stackName,
    widgets: [
      [
        graph(
          'Lines held, released, expired, shipped',
          ['LinesReserved', 'LinesCommitted', 'LinesReleased', 'LinesExpired', 'LinesFulfilled'].map((name) => feed(name)),
        ),
        graph(
          'Refusals by reason',
          SHOWN_REFUSALS.map((type) => refusals[type]),
        ),
        graph('How late subscribers hear of a change, ms', [feed('FeedLag', Stats.p(50)), feed('FeedLag', Stats.MAXIMUM)]),
      ],
      [
        graph('Requests', [apiMetric(graphql, 'Requests', Stats.SUM), apiMetric(graphql, '5XXError', Stats.SUM)]),
        graph('Latency, ms', [apiMetric(graphql, 'Latency', Stats.p(50)), apiMetric(graphql, 'Latency', Stats.p(99))]),
        graph('Listeners', [apiMetric(graphql, 'ActiveConnections', Stats.SUM), apiMetric(graphql, 'ActiveSubscriptions', Stats.SUM)]),
      ],
      [
        graph('Reservations that expired', [
          own('expire-reservations', 'HoldsExpired', Stats.SUM),
          own('expire-reservations', 'DueHoldsLeft', Stats.MAXIMUM),
        ]),
        graph('Levels that are low or out', [
          own('check-thresholds', 'LowLevels', Stats.MAXIMUM),
          own('check-thresholds', 'AlertsSent', Stats.SUM),
        ]),
        graph('Drift', [own('audit-stock', 'Drift', Stats.MAXIMUM), own('audit-stock', 'LateMarks', Stats.MAXIMUM)]),
      ],
      [
        graph(
          'Function errors',
          functions.map(({ target }) => target.metricErrors()),
        ),
        graph(
          'Function durations, p99',
          functions.map(({ target }) => target.metricDuration({ statistic: Stats.p(99) })),
        ),
        graph(
          'Concurrent executions',
          functions.map(({ target }) => target.metric('ConcurrentExecutions', { statistic: Stats.MAXIMUM })),
        ),
      ],
    ],
  });
}

/** A third of the page wide. */
function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
