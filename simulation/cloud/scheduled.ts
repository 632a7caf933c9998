import type { Functions } from '../../local/emulator/lambda/functions.ts';
import type { Faults } from '../faults.ts';
import type { Hops } from './hops.ts';

/**
 * EventBridge promises a run at least once, some time; late runs are later by up to this,
 * milliseconds.
 */
const LATE_MS = 90_000;

/** The functions as schedules invoke them: late, twice, or not at all. */
export function scheduled(
  functions: Functions,
  { faults, note }: { faults: Faults; note: (who: string, what: string) => void },
  hops: Hops,
): Pick<Functions, 'find' | 'invoke'> {
  return {
    find: (nameOrArn) => functions.find(nameOrArn),
    invoke: async (arn, payload) => {
      if (faults.hits('schedule left out')) {
        note('schedule', `leaves ${functions.find(arn).name} out`);
        return { payload: 'null', failed: false, requestId: '' };
      }
      if (faults.hits('schedule late')) await hops.pause(LATE_MS);
      if (faults.hits('schedule twice')) void functions.invoke(arn, payload);
      return functions.invoke(arn, payload);
    },
  };
}
