import type { Principal } from '../iam/principal.ts';
import type { FunctionDescription } from './function.ts';

/** What the platform tells a function beside its own variables. */
export interface PlatformValues {
  role: Principal;
  region: string;
  /** The gateway's address, for every service. */
  endpoint: string;
  /** Where its code lies. */
  directory: string;
  /** Tells this environment apart from the others of the function. */
  session: string;
}

/** The environment variables of a function's process, named as Lambda names them. */
export function environmentOf(description: FunctionDescription, platform: PlatformValues): Record<string, string> {
  const { role, region, endpoint, directory, session } = platform;
  return {
    ...description.variables,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: role.accessKeyId,
    AWS_SECRET_ACCESS_KEY: role.secretAccessKey,
    AWS_SESSION_TOKEN: session,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_${description.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: description.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(description.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(description),
    AWS_LAMBDA_LOG_STREAM_NAME: session,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: description.handler,
  };
}

/** The name of a function's log group. */
export function logGroupOf({ name }: FunctionDescription): string {
  return `/aws/lambda/${name}`;
}
