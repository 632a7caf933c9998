/**
 * The namespace of all metrics that functions write themselves: dashboards and alarms read them by
 * it.
 */
export const METRICS_NAMESPACE = 'Onhand';
