import { AwsError } from './emulator/gateway/gateway.ts';
import type { Functions } from './emulator/lambda/functions.ts';
import type { Deployment } from './emulator/template/deployment.ts';
import type { Ttl } from './emulator/ttl/ttl.ts';
import type { Schedule } from './emulator/schedule/schedule.ts';

/** What can be run by hand, and the stack output that names its function. */
const FUNCTION_OUTPUTS: Readonly<Record<string, string>> = {
  'expire-reservations': 'ExpireHoldsFunction',
  'finish-orders': 'FulfilOrderFunction',
  'check-thresholds': 'CheckThresholdsFunction',
  'audit-stock': 'AuditFunction',
};
/** DynamoDB's own work, no function. */
const TTL = 'ttl';

/** How a run by hand ended; `status` is that of HTTP. */
export interface RunAnswer {
  status: number;
  body: unknown;
}

/**
 * Runs scheduled work now, by the last part of `/_local/run/<name>`; resolves when it has finished.
 */
export type RunNow = (name: string) => Promise<RunAnswer>;

/** What runs by hand work with. */
export interface RunNowParts {
  deployment: Deployment;
  functions: Pick<Functions, 'invoke'>;
  schedule: Pick<Schedule, 'eventFor'>;
  ttl: Pick<Ttl, 'run'>;
}

/**
 * Scheduled work by hand, with the event that its schedule would send, also while that is switched
 * off.
 */
export function createRunNow({ deployment, functions, schedule, ttl }: RunNowParts): RunNow {
  const names = Object.keys(FUNCTION_OUTPUTS).filter((name) => deployment.outputs[FUNCTION_OUTPUTS[name] ?? ''] !== undefined);

  async function runFunction(name: string): Promise<RunAnswer> {
    const functionName = deployment.outputs[FUNCTION_OUTPUTS[name] ?? ''] ?? '';
    try {
      const { payload, failed } = await functions.invoke(functionName, schedule.eventFor(functionName) ?? '{}');
      if (!failed) return { status: 200, body: JSON.parse(payload) };
      const { errorType, errorMessage } = JSON.parse(payload) as { errorType: string; errorMessage: string };
      return refusal(502, `${functionName} failed with ${errorType}: ${errorMessage}`);
    } catch (error) {
      if (error instanceof AwsError) return refusal(502, `${functionName} did not run: ${error.message}`);
      throw error;
    }
  }

  return async (name) => {
    if (name === TTL) return { status: 200, body: await ttl.run() };
    if (names.includes(name)) return runFunction(name);
    return refusal(404, `There is nothing called ${name} to run; there is ${[...names, TTL].join(', ')}.`);
  };
}

function refusal(status: number, message: string): RunAnswer {
  return { status, body: { message } };
}
