import { AwsError } from '../../gateway/gateway.ts';
import { accessDeniedMessage, isAllowed, type Principal } from '../../iam/principal.ts';
import type { Functions } from '../../lambda/functions.ts';
import { within } from '../../lib/machine-time.ts';
import { mappingError, ResolverError } from '../errors.ts';
import type { DataSource, DataSourceAnswer } from './data-source.ts';
import { asObject, asText, onlyKeys, optional } from './request-object.ts';

/** What an AWS_LAMBDA data source works with. */
export interface LambdaTarget {
  functionArn: string;
  /** The data source's own: it must be allowed to invoke the function. */
  role: Principal;
  functions: Pick<Functions, 'invoke'>;
  /** How long a request of the API may take, milliseconds of machine time; for tests. */
  timeoutMs?: number;
}

const ACTION = 'lambda:InvokeFunction';
/** AppSync's limit of a request. The function runs on, as in AWS. */
const TIMEOUT_MS = 30_000;
/** Lambda's limits of a synchronous invocation. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_RESULT_BYTES = MAX_EVENT_BYTES + 100;

/**
 * An AWS_LAMBDA data source: the payload of the request is the function's event, what the function
 * returns is the result.
 */
export function lambdaDataSource({ functionArn, role, functions, timeoutMs = TIMEOUT_MS }: LambdaTarget): DataSource {
  async function invoke(event: string): Promise<DataSourceAnswer> {
    try {
      if (!isAllowed(role, ACTION, functionArn))
        throw new AwsError('AccessDeniedException', accessDeniedMessage(role, ACTION, functionArn), 403);
      if (Buffer.byteLength(event) > MAX_EVENT_BYTES)
        throw new AwsError(
          'RequestTooLargeException',
          `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`,
          413,
        );
      return toAnswer(await functions.invoke(functionArn, event));
    } catch (error) {
      if (error instanceof AwsError) return { error: { type: `Lambda:${error.code}`, message: error.message } };
      throw error;
    }
  }

  return {
    invoke: (request) => inTime(invoke(readEvent(request)), timeoutMs),
  };
}

/** The event that a request object asks for, as JSON. */
function readEvent(request: unknown): string {
  const object = asObject(request, '$');
  const operation = asText(object['operation'], '$[operation]');
  if (operation === 'BatchInvoke') throw mappingError('BatchInvoke is not built in the local stack.');
  if (operation !== 'Invoke') throw mappingError(`Unsupported operation '${operation}'.`);
  onlyKeys(object, ['operation', 'version', 'payload', 'invocationType'], '$');
  const type = optional(object['invocationType'], 'string', '$[invocationType]') ?? 'RequestResponse';
  if (type !== 'RequestResponse') throw mappingError(`The invocation type ${type} is not built in the local stack.`);
  return JSON.stringify(object['payload'] ?? null);
}

function toAnswer({ payload, failed }: { payload: string; failed: boolean }): DataSourceAnswer {
  if (failed) return { error: { type: 'Lambda:Unhandled', message: (JSON.parse(payload) as { errorMessage: string }).errorMessage } };
  if (Buffer.byteLength(payload) > MAX_RESULT_BYTES)
    return {
      error: {
        type: 'Lambda:Unhandled',
        message: `Response payload size exceeded maximum allowed payload size (${MAX_RESULT_BYTES} bytes).`,
      },
    };
  return { result: JSON.parse(payload) };
}

/** There is no time left for a response handler: the resolver ends. */
async function inTime(work: Promise<DataSourceAnswer>, timeoutMs: number): Promise<DataSourceAnswer> {
  const answer = await within(timeoutMs, work);
  if (answer === undefined) throw new ResolverError('Execution timed out.', 'ExecutionTimeout');
  return answer;
}
