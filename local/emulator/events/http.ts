import { isKill, PUT_EVENTS } from '../gateway/fault-kinds.ts';
import type { Faults } from '../gateway/faults.ts';
import { AwsError } from '../gateway/gateway.ts';
import { inject } from '../gateway/inject.ts';
import { answerJson, parseJson, refuseJson } from '../gateway/json-protocol.ts';
import type { ServiceProtocol } from '../gateway/service-protocol.ts';
import { accessDeniedMessage, isAllowed, type Principal } from '../iam/principal.ts';
import type { Callers } from '../lambda/callers.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Entry } from './event.ts';
import { busArn, busOf, type Events, type PutResult } from './events.ts';

const TARGET = 'AWSEvents.';
const ACTION = 'events:PutEvents';
/** Parameters of entries that are understood. */
const PARAMETERS = ['Detail', 'DetailType', 'EventBusName', 'Resources', 'Source', 'Time', 'TraceHeader'];

/** What the protocol stands in front of. */
export interface EventsProtocolParts {
  events: Pick<Events, 'put'>;
  deployment: Deployment;
  faults: Faults;
  callers: Callers;
}

/** EventBridge's JSON protocol, of which there is PutEvents, with its faults. */
export function createEventsProtocol({ events, deployment, faults, callers }: EventsProtocolParts): ServiceProtocol {
  return {
    answer: async ({ headers, body, principal }) => {
      const operation = String(headers['x-amz-target'] ?? '').replace(TARGET, '');
      if (operation !== 'PutEvents') throw new AwsError('UnknownOperationException', `The local EventBridge does not have ${operation}.`);
      const input = parseJson(body);
      const entries = readEntries(input);
      for (const bus of new Set(entries.map(busOf))) authorise(principal, busArn(bus, deployment));
      return answerJson(await withFaults(input, entries, principal));
    },
    refuse: refuseJson,
  };

  async function withFaults(
    body: Record<string, unknown>,
    entries: readonly Entry[],
    principal: Principal,
  ): Promise<Record<string, unknown>> {
    const end = callers.endOf(principal);
    const fault = faults.take({ operations: [PUT_EVENTS], accepts: (kind) => end !== undefined || !isKill(kind) });
    if (!fault) return answerOf(events.put(entries));
    if (fault.kind === 'unprocessed') return answerOf(putHalf(entries));
    return inject(fault, { operation: 'PutEvents', body, send: () => Promise.resolve(answerOf(events.put(entries))), end });
  }

  /** The first half (rounded up) fails, as entries do that the service cannot take just now. */
  function putHalf(entries: readonly Entry[]): PutResult[] {
    const half = Math.ceil(entries.length / 2);
    const rest = entries.slice(half);
    const failed = { ErrorCode: 'InternalFailure', ErrorMessage: 'The event could not be processed. Try again.' };
    return [...Array<PutResult>(half).fill(failed), ...(rest.length > 0 ? events.put(rest) : [])];
  }
}

function readEntries({ Entries, ...others }: Record<string, unknown>): readonly Entry[] {
  const list = (Array.isArray(Entries) ? Entries : []) as Entry[];
  const stranger = Object.keys(others)[0] ?? list.flatMap(Object.keys).find((name) => !PARAMETERS.includes(name));
  if (stranger !== undefined) throw new AwsError('ValidationException', `The local EventBridge does not have ${stranger} in PutEvents.`);
  return list;
}

function answerOf(entries: readonly PutResult[]): Record<string, unknown> {
  return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
}

function authorise(principal: Principal, arn: string): void {
  if (!isAllowed(principal, ACTION, arn)) throw new AwsError('AccessDeniedException', accessDeniedMessage(principal, ACTION, arn));
}
