import type { Settings } from '../../infra/settings.ts';

/** What somebody who runs a stage in production should know of his settings, a sentence each. */
export function warningsOf({ production, operationsEmail, monthlyBudgetUsd }: Settings): string[] {
  if (!production) return [];
  return [
    ...(operationsEmail === ''
      ? ['No alarm reaches anybody by e-mail: set operationsEmail, or subscribe to the output OperationsTopicArn.']
      : []),
    ...(monthlyBudgetUsd === 0 ? ['Nobody is notified of what the account spends: set monthlyBudgetUsd.'] : []),
  ];
}
