import { onRequest } from '../../../domain/calls/action.ts';
import { setAndRemove } from '../../../domain/expression.ts';
import { secondsOf } from '../../../domain/instant.ts';
import { retention } from '../../../domain/limits.ts';
import { transact } from '../../lib/transactions.ts';
import type { Audit } from '../audit.ts';
import type { StoredAlert } from '../checks/alert.ts';

/**
 * Ends an alert that the check for low levels cannot go on with, if it is as it was read: when the
 * level is still low, the next check publishes it once more, which is better than never.
 */
export async function endAlert({ dynamodb, deadline }: Audit, { request_id, revision }: StoredAlert): Promise<void> {
  await transact(
    dynamodb,
    (at) => {
      const assignments = {
        request_expiry: ':expiry',
        revision: ':revision',
        told: 'if_not_exists(#told, :told)',
        since: 'if_not_exists(#since, :since)',
      };
      const values = {
        ...{ ':expiry': secondsOf(at) + retention.request, ':revision': (revision ?? 0) + 1 },
        ...{ ':told': 'LOW_STOCK', ':since': at.iso },
      };
      const asRead =
        revision === undefined
          ? { expression: 'attribute_not_exists(#revision)', attributes: ['revision'], values: {} }
          : { expression: '#revision = :read', attributes: ['revision'], values: { ':read': revision } };
      return [onRequest(request_id, { update: setAndRemove(assignments, ['unfinished', 'pending'], values), condition: asRead })];
    },
    deadline,
  );
}
