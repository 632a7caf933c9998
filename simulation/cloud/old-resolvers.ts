import type { Call, ContendedCall } from '../../domain/calls/call.ts';
import type { Functions } from '../../local/emulator/lambda/functions.ts';
import type { Faults } from '../faults.ts';

/**
 * The functions as AppSync invokes them during a deploy: now and then a resolver of the release
 * before is still in place and hands over what it knew.
 */
export function withOldResolvers(
  functions: Functions,
  { faults, note }: { faults: Faults; note: (who: string, what: string) => void },
): Functions {
  return {
    ...functions,
    invoke: (arn, payload) => {
      const old = asBefore(payload);
      if (old === undefined || !faults.hits('resolver of before')) return functions.invoke(arn, payload);
      note('AppSync', `hands over as the release before: ${old}`);
      return functions.invoke(arn, old);
    },
  };
}

/** What it would have handed over; undefined where that is the same, or not a call of then. */
function asBefore(payload: string): string | undefined {
  const { call, since, refused } = JSON.parse(payload) as Partial<ContendedCall>;
  if (!call || refused) return undefined;
  const old = oldCall(call);
  return old && JSON.stringify({ call: old, since });
}

/** See `tests/functions/released-payloads.ts`. */
function oldCall(call: Call): object | undefined {
  switch (call.field) {
    case 'reserveStock': {
      const { longestSeconds, ignoreSafety, sourcing, ...old } = call;
      return longestSeconds === undefined || ignoreSafety || sourcing ? undefined : old;
    }
    case 'adjustStock':
    case 'transferStock':
      return { ...call, asked: JSON.parse(call.asked) as unknown };
    case 'updateStock':
    case 'removeStock':
    case 'describeProduct':
    case 'createFromSibling':
    case 'extendReservation':
    case 'changeReservation':
    case 'commitReservation':
    case 'releaseStock':
      return undefined;
  }
}
