import { build } from 'esbuild';

/** What a test tells the function to do in an invocation; nothing of it: return null. */
export interface Instruction {
  result?: unknown;
  throw?: string;
  exit?: number;
  /** Never answer. */
  hang?: boolean;
  /** Write this item with the function's own role first. */
  put?: { table: string; item: Record<string, unknown> };
  /** Write this line to the console first. */
  warn?: string;
}

/** What the function tells the test at the start of an invocation. */
export interface Invocation {
  event: unknown;
  /** Which invocation of its environment this is, from 1. */
  count: number;
  environment: Record<string, string>;
  context: { awsRequestId: string; functionName: string; remaining: number };
}

const SOURCE = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const database = new DynamoDBClient({ maxAttempts: 1 });
let count = 0;
export async function handler(event, context) {
  count += 1;
  const { awsRequestId, functionName } = context;
  const reported = { event, count, environment: process.env, context: { awsRequestId, functionName, remaining: context.getRemainingTimeInMillis() } };
  const response = await fetch(process.env.CONTROL_URL, { method: 'POST', body: JSON.stringify(reported) });
  const instruction = await response.json();
  if (instruction.warn) console.warn(instruction.warn);
  if (instruction.put) await database.send(new PutItemCommand({ TableName: instruction.put.table, Item: instruction.put.item }));
  if (instruction.throw) throw new TypeError(instruction.throw);
  if (instruction.exit !== undefined) process.exit(instruction.exit);
  if (instruction.hang) await new Promise(() => setInterval(() => {}, 1000));
  return instruction.result;
}
`;

/**
 * A function that asks the test at CONTROL_URL what to do, bundled with the SDK as those of the
 * product are.
 */
export async function bundledFunction(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    write: false,
    logLevel: 'silent',
  });
  return new Map([['index.mjs', outputFiles[0]?.contents ?? new Uint8Array()]]);
}
