import { accessDeniedMessage, isAllowed, type Principal } from '../iam/principal.ts';
import type { Deployment } from '../template/deployment.ts';
import { requiredActions, requiredStreamAction, type RequiredAction } from './actions.ts';
import type { Faults } from './faults.ts';
import type { Backend } from './forward.ts';
import { AwsError, type FullGateway } from './gateway.ts';
import { inject } from './inject.ts';
import { createLimits } from './limits.ts';

/** Prefixes of `X-Amz-Target`. */
export const DYNAMODB_TARGET = 'DynamoDB_20120810.';
export const STREAMS_TARGET = 'DynamoDBStreams_20120810.';

/** The gateway of a deployment in front of a database. */
export function createGateway({ deployment, backend, faults }: { deployment: Deployment; backend: Backend; faults: Faults }): FullGateway {
  const limits = createLimits(deployment);
  const arnOf = (table: string, index?: string) =>
    `arn:aws:dynamodb:${deployment.region}:${deployment.accountId}:table/${table}${index === undefined ? '' : `/index/${index}`}`;
  const send = async (operation: string, body: Readonly<Record<string, unknown>>) => {
    limits.check(operation, body);
    return backend.call(DYNAMODB_TARGET + operation, body);
  };

  return {
    async dynamodb(principal, operation, body) {
      authorise(principal, requiredActions(operation, body, arnOf));
      const fault = faults.take(operation, body);
      return fault ? inject(fault, operation, body, send) : send(operation, body);
    },
    async streams(principal, operation, body) {
      authorise(principal, [requiredStreamAction(operation, body, deployment.region)]);
      return backend.call(STREAMS_TARGET + operation, body);
    },
  };
}

function authorise(principal: Principal, required: readonly RequiredAction[]): void {
  const refused = required.find(({ action, resource }) => !isAllowed(principal, action, resource));
  if (refused) throw new AwsError('AccessDeniedException', accessDeniedMessage(principal, refused.action, refused.resource));
}
