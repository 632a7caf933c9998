import type { Credentials, StackDescription } from '../../infra/stack-outputs.ts';
import { createInventoryClient, type InventoryClient, sigV4 } from '../../web/client/main.ts';

/**
 * A shop's back end: the typed client with its own retries, which sends again what the contract
 * says may be sent again.
 */
export interface Shop {
  inventory: InventoryClient;
  /** Ledger what comes back, by a right of its own. */
  returns: InventoryClient;
  /** Calls that were sent again so far, by why. */
  again: Readonly<Record<'contention' | 'failure', number>>;
}

/**
 * A stack that is down is given up after the time; one that is slow gets the attempts, however long
 * they take.
 */
const PATIENCE = { budgetMs: 60_000, leastAttempts: 20 };

/** The shop of a stack. */
export function createShop({ graphqlUrl, realtimeUrl, region, credentials }: StackDescription): Shop {
  const again = { contention: 0, failure: 0 };
  const onRetry = ({ errorType }: { errorType: string }) => {
    again[errorType === 'CONTENTION' ? 'contention' : 'failure'] += 1;
  };
  const clientOf = (who: Credentials) => {
    const authorization = sigV4({ region, credentials: who });
    return createInventoryClient({ graphqlUrl, realtimeUrl, authorization, retry: { ...PATIENCE, onRetry } });
  };
  // A description that a person wrote may lack the one; whoever keeps the catalogue may do the
  // same.
  return { again, inventory: clientOf(credentials.checkout), returns: clientOf(credentials.returns ?? credentials.catalogue) };
}
