import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from '../../../../local/emulator/dynamodb/database.ts';
import { createBackend } from '../../../../local/emulator/dynamodb/dynamodb-local/backend.ts';
import { startEmulator } from '../../../../local/emulator/dynamodb/dynamodb-local/emulator.ts';
import { canonicalNumber } from '../../../../local/emulator/dynamodb/embedded/number.ts';
import { openEmbedded } from '../../../../local/emulator/dynamodb/embedded/database.ts';
import { AwsError } from '../../../../local/emulator/gateway/gateway.ts';
import { freePort } from '../../../../local/emulator/lib/http.ts';

export const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const START_POLL_MS = 20;

/** Who says what DynamoDB answers, besides the embedded database itself. */
export type JudgeName = 'dynamodb-local' | 'dynoxide';

/** A running judge. Each `open` is a database of its own, empty. */
export interface Judge {
  name: JudgeName;
  /**
   * How much of the usual share of flaws it is sent: dynoxide lets many pass, and then its data are
   * others.
   */
  flawed: number;
  open: () => Promise<{ call: Call; close: () => Promise<void> }>;
  stop: () => Promise<void>;
}

/** The database that is judged, in memory. */
export function embedded(): { call: Call; close: () => Promise<void> } {
  const problem = (sentence: string) => {
    throw new Error(sentence);
  };
  return openEmbedded({ region: REGION, accountId: ACCOUNT, problem });
}

/** AWS's own, with a database for each access key. */
export async function dynamodbLocal(): Promise<Judge> {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-judge-'));
  const emulator = await startEmulator({ directory, accessKeyId: 'judge', region: REGION });
  let opened = 0;
  return {
    name: 'dynamodb-local',
    flawed: 1,
    open: async () => {
      const backend = createBackend(emulator.endpoint, `judge${(opened += 1)}`, REGION);
      return {
        call: withCanonicalNumbers(backend.call),
        close: async () => {
          backend.close();
        },
      };
    },
    stop: async () => {
      await emulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * DynamoDB Local keeps numbers as they were written, 1e2 and 00012 too; the service has one form of
 * each.
 */
function withCanonicalNumbers(call: Call): Call {
  const canonical = (name: string, value: unknown): unknown => {
    if (name === 'N' && typeof value === 'string') return canonicalNumber(value);
    return name === 'NS' && Array.isArray(value) ? value.map((each) => canonicalNumber(String(each))) : value;
  };
  const rewritten = (body: unknown) => JSON.parse(JSON.stringify(body), canonical) as Record<string, unknown>;
  return (target, body) =>
    call(target, body).then(rewritten, (error: unknown) => {
      throw !(error instanceof AwsError) || error.status === 0
        ? error
        : new AwsError(error.code, error.message, error.status, rewritten(error.body));
    });
}

/** Its package is for this one platform. */
export const hasDynoxide = process.platform === 'linux' && process.arch === 'x64';

/** dynoxide, a process for each database: it has one. */
export function dynoxide(): Judge {
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  return {
    name: 'dynoxide',
    flawed: 0.1,
    open: async () => {
      const port = await freePort(createServer);
      const child = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      const call = callsTo(`http://127.0.0.1:${port}`);
      while (child.exitCode === null && !(await isUp(call))) await wait(START_POLL_MS);
      return {
        call,
        close: async () => {
          child.kill('SIGKILL');
          await ended;
        },
      };
    },
    stop: async () => {},
  };
}

/** It wants a date beside the signature, and checks neither. */
function callsTo(endpoint: string): Call {
  const authorization = `AWS4-HMAC-SHA256 Credential=judge/20260101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-date': '20260101T000000Z', authorization };
  return async (target, body) => {
    const response = await fetch(endpoint, { method: 'POST', headers: { ...headers, 'x-amz-target': target }, body: JSON.stringify(body) });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return answer;
    const type = String(answer['__type']);
    throw new AwsError(type.slice(type.lastIndexOf('#') + 1), String(answer['message'] ?? answer['Message']), response.status, answer);
  };
}

async function isUp(call: Call): Promise<boolean> {
  return call('DynamoDB_20120810.ListTables', {}).then(
    () => true,
    () => false,
  );
}
