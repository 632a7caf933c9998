import type { ServiceProtocol, ServiceCall } from '../gateway/service-protocol.ts';
import { AwsError } from '../gateway/gateway.ts';
import { accessDeniedMessage, isAllowed } from '../iam/principal.ts';
import type { Functions } from './functions.ts';

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?.*)?$/;
const ACTION = 'lambda:InvokeFunction';
/** Lambda's limit of a synchronous invocation, both ways. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** Lambda's REST API, of which there is Invoke, and of that the synchronous type. */
export function createLambdaProtocol(functions: Functions): ServiceProtocol {
  return {
    answer: async (call) => {
      const [, named] = INVOKE_PATH.exec(call.path) ?? [];
      if (call.method !== 'POST' || named === undefined) throw notBuilt(`${call.method} ${call.path}`);
      const type = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
      if (type !== 'RequestResponse') throw notBuilt(`the invocation type ${String(type)}`);
      const { arn } = functions.find(decodeURIComponent(named));
      if (!isAllowed(call.principal, ACTION, arn))
        throw new AwsError('AccessDeniedException', accessDeniedMessage(call.principal, ACTION, arn), 403);
      const { payload, failed, requestId } = await functions.invoke(arn, eventOf(call));
      const headers = {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amz-executed-version': '$LATEST',
        ...(failed && { 'x-amz-function-error': 'Unhandled' }),
      };
      return { status: 200, headers, body: payload };
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, message }),
    }),
  };
}

function eventOf({ body }: ServiceCall): string {
  if (body.length > MAX_PAYLOAD_BYTES)
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation`,
      413,
    );
  const text = Buffer.from(body).toString('utf8') || '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}

function notBuilt(what: string): AwsError {
  return new AwsError('UnknownOperationException', `The local Lambda does not have ${what}.`, 404);
}
