import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A request that the function made, or one root field of it, in the order of their beginning. */
export interface Call {
  /** `PutItem`, `TransactWriteItems`, or the root field that was published. */
  operation: string;
  /** Of DynamoDB its request, of AppSync the field's input. */
  body: Record<string, unknown>;
  /** Which request it came with: the fields of one share it. */
  request: number;
  /** Of AppSync, the document. */
  query: string;
  /** Whether the answer had left when the next call began. */
  answered: boolean;
}

/**
 * What comes back: an HTTP answer, late if `afterMs`, or a connection that breaks or never answers.
 */
export interface Reply {
  status?: number;
  body?: unknown;
  afterMs?: number;
  /** Of AppSync: what is wrong with this root field alone. */
  fieldError?: { errorType?: string; message: string };
  /** Takes the request and breaks the connection, or lets it wait for ever. */
  instead?: 'break' | 'silence';
}

/**
 * Decides what a call gets; undefined is success. What one root field gets that is not about it
 * alone, its whole request gets.
 */
export type Script = (call: Call) => Reply | undefined;

/**
 * DynamoDB and AppSync at one address, which accept everything unless a script says otherwise. They
 * keep no data: tests against a stack have the real ones.
 */
export class FakeAws {
  calls: Call[] = [];
  /** Connections that were opened, ever. */
  connections = 0;
  private requests = 0;
  private script: Script = () => undefined;
  private port = 0;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response)).on(
    'connection',
    () => (this.connections += 1),
  );

  /** Answers with the address, which stays the same when it was stopped meanwhile. */
  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(this.port, '127.0.0.1', listening));
    this.port = (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  /** Nobody can connect from now on. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Forgets all calls; from now on this script answers. */
  reset(script: Script = () => undefined): void {
    this.calls = [];
    this.script = script;
  }

  /** The bodies of the calls of one operation. */
  of(operation: string): Record<string, unknown>[] {
    return this.calls.filter((call) => call.operation === operation).map(({ body }) => body);
  }

  /** How many requests the calls of operations with such names came in. */
  requestsOf(name: RegExp): number {
    return new Set(this.calls.flatMap(({ operation, request }) => (name.test(operation) ? [request] : []))).size;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const calls = read(request, await textOf(request), (this.requests += 1));
    this.calls.push(...calls);
    const replies = calls.map((call) => this.script(call));
    const {
      status = 200,
      body = succeeded(calls, replies),
      afterMs = 0,
      instead,
    } = replies.find((reply) => reply && !reply.fieldError) ?? {};
    if (instead === 'silence') return;
    if (instead === 'break') {
      request.socket.destroy();
      return;
    }
    if (afterMs > 0) await pause(afterMs);
    for (const call of calls) call.answered = true;
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

/** What DynamoDB answers when a write's condition does not hold. */
export const conditionFailed: Reply = {
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'The conditional request failed' },
};

/** What DynamoDB answers to a transaction with these reasons, by entry. */
export function cancelled(...codes: string[]): Reply {
  const reasons = codes.map((Code) => ({ Code }));
  const type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
  return { status: 400, body: { __type: type, message: 'Transaction cancelled', CancellationReasons: reasons } };
}

function read(message: IncomingMessage, text: string, request: number): Call[] {
  const parsed = JSON.parse(text) as Record<string, unknown>;
  const target = message.headers['x-amz-target'];
  if (typeof target === 'string') return [{ operation: target.split('.')[1] ?? '', body: parsed, request, query: '', answered: false }];
  const { query, variables } = parsed as { query: string; variables: Record<string, Record<string, unknown>> };
  return Array.from(query.matchAll(/(\w+)\(input: \$(\w+)\)/g), ([, operation = '', name = '']) => ({
    ...{ operation, body: variables[name] ?? {}, request, query },
    answered: false,
  }));
}

function succeeded(calls: readonly Call[], replies: readonly (Reply | undefined)[]): unknown {
  if (calls[0]?.query === '') return {};
  const data = Object.fromEntries(calls.map(({ operation, body }, index) => [operation, replies[index]?.fieldError ? null : body]));
  const errors = calls.flatMap(({ operation }, index) => {
    const error = replies[index]?.fieldError;
    return error ? [{ path: [operation], ...error }] : [];
  });
  return { data, ...(errors.length > 0 && { errors }) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
