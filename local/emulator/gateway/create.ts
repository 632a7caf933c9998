import { accessDeniedMessage, isAllowed, type Principal } from '../iam/principal.ts';
import type { Callers } from '../lambda/callers.ts';
import type { Deployment } from '../template/deployment.ts';
import { DYNAMODB_TARGET, requiredActions, tablesOf, type RequiredAction } from './actions.ts';
import { createMeter } from './consumption.ts';
import { createExactMeter } from './exact-consumption.ts';
import { isKill } from './fault-kinds.ts';
import type { Faults } from './faults.ts';
import type { Database } from '../dynamodb/database.ts';
import { AwsError, type FullGateway } from './gateway.ts';
import { inject } from './inject.ts';
import { createLimits } from './limits.ts';
import { metered } from './metered.ts';
import { createServiceLike, type ServiceLike, type Surroundings } from './service-like.ts';
import { createStreams } from './streams.ts';
import { createTouchedItems, type TouchedItem } from './touched-items.ts';
import { createUnits, type Units } from './units.ts';

/** What the gateway of a deployment stands on. */
export interface GatewayParts {
  deployment: Deployment;
  database: Pick<Database, 'engine' | 'call' | 'identify'>;
  faults: Faults;
  callers: Callers;
  /** For tests. */
  surroundings?: Surroundings;
}

/** The gateway with what the stack's own routes control. */
export interface ControlledGateway extends FullGateway {
  serviceLike: ServiceLike;
  units: Units;
}

/** The gateway of a deployment in front of a database. */
export function createGateway({ deployment, database, faults, callers, surroundings }: GatewayParts): ControlledGateway {
  const isExact = database.engine === 'embedded';
  const limits = isExact ? undefined : createLimits(deployment);
  const touched = createTouchedItems(deployment);
  const meter = isExact ? createExactMeter(touched) : createMeter(touched);
  const serviceLike = createServiceLike(touched, surroundings);
  const units = createUnits();
  const arnOf = (table: string, index?: string) =>
    `arn:aws:dynamodb:${deployment.region}:${deployment.accountId}:table/${table}${index === undefined ? '' : `/index/${index}`}`;
  const send = async (operation: string, body: Readonly<Record<string, unknown>>) => {
    limits?.check(operation, body);
    const call = (asked: typeof body) => serviceLike.call(operation, asked, () => database.call(DYNAMODB_TARGET + operation, asked));
    return metered(meter, operation, body, call, (consumed) => {
      units.add(operation, consumed);
      serviceLike.charge(consumed);
    });
  };

  return {
    async dynamodb(principal, operation, body) {
      const partitionsOf = (table: string) =>
        touched
          .of(operation, body)
          .filter((item) => arnOf(item.table) === table)
          .map(leadingKey);
      authorise(principal, requiredActions(operation, body, arnOf), partitionsOf);
      const end = callers.endOf(principal);
      const accepts = (kind: Parameters<typeof isKill>[0]) => end !== undefined || !isKill(kind);
      const caller = end && principal.session;
      const fault = faults.take({ operations: [operation], tables: tablesOf(operation, body), caller, accepts });
      return fault ? inject(fault, { operation, body, send, end }) : send(operation, body);
    },
    streams: createStreams(deployment, database, authorise),
    serviceLike,
    units,
  };
}

/** The partition key of an item as policies have it. */
function leadingKey({ partition }: TouchedItem): string {
  const [, value] = JSON.parse(partition) as [table: string, value: object];
  return String(Object.values(value)[0]);
}

function authorise(principal: Principal, required: readonly RequiredAction[], partitionsOf?: (table: string) => string[]): void {
  const refused = required.find(({ action, resource }) => !isAllowed(principal, action, resource, () => partitionsOf?.(resource) ?? []));
  if (refused) throw new AwsError('AccessDeniedException', accessDeniedMessage(principal, refused.action, refused.resource));
}
