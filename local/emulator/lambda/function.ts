import type { Deployment, Resource } from '../template/deployment.ts';

/** A function of the template. */
export interface FunctionDescription {
  name: string;
  arn: string;
  roleArn: string;
  /** `<file without ending>.<exported name>`. */
  handler: string;
  runtime: string;
  /** Object key of its code in the staging bucket. */
  codeKey: string;
  variables: Readonly<Record<string, string>>;
  /** Milliseconds of one invocation. */
  timeoutMs: number;
  memoryMb: number;
  /** Invocations at once; undefined for as many as this machine allows. */
  reserved: number | undefined;
}

/** Other versions of Node than the stack's own cannot be had in a worker thread. */
const RUNTIME = `nodejs${process.versions.node.split('.')[0]}.x`;
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

/** The functions of a template. Throws a sentence on one that cannot run here. */
export function describeFunctions(deployment: Deployment): FunctionDescription[] {
  return deployment.ofType('AWS::Lambda::Function').map(describe);
}

function describe({ logicalId, physicalId, arn, properties }: Resource): FunctionDescription {
  const { Handler, Role, Runtime, Code, Environment, Timeout, MemorySize, ReservedConcurrentExecutions } = properties;
  if (typeof Handler !== 'string' || typeof Role !== 'string') throw new Error(`${logicalId} has no Handler or no Role.`);
  if (Runtime !== RUNTIME)
    throw new Error(`${logicalId} has the runtime ${String(Runtime)}; the local stack runs functions of ${RUNTIME} only.`);
  const { S3Key } = (Code ?? {}) as { S3Key?: unknown };
  if (typeof S3Key !== 'string')
    throw new Error(`${logicalId} has its code elsewhere than in a directory asset, which the local stack does not read.`);
  const { Variables = {} } = (Environment ?? {}) as { Variables?: Record<string, unknown> };
  return {
    name: physicalId,
    arn,
    roleArn: Role,
    handler: Handler,
    runtime: RUNTIME,
    codeKey: S3Key,
    variables: Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, String(value)])),
    timeoutMs: Number(Timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    memoryMb: Number(MemorySize ?? DEFAULT_MEMORY_MB),
    reserved: ReservedConcurrentExecutions === undefined ? undefined : Number(ReservedConcurrentExecutions),
  };
}
