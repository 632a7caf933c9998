import { setTimeout as pause } from 'node:timers/promises';
import { type GraphqlAnswer, RequestError, type SendRequest } from '../../local/catalogue/signed-client.ts';

/** What a call came to: its value, or the refusal. */
export type Result<Value> = { value: Value } | { refusal: Refusal };

export interface Refusal {
  errorType: string;
  message: string;
}

/** Sends one root field and tries again what the contract says to try again. */
export interface Shop {
  /** `types` are those of the arguments. Rejects when there was no answer in time, or one that is no answer of the contract. */
  call<Value>(field: Field, args: Readonly<Record<string, unknown>>): Promise<Result<Value>>;
  /** Calls that were sent again so far, by why. */
  again: Readonly<Record<'contention' | 'connection', number>>;
}

/** A root field, the types of its arguments, what is selected of its value. */
export interface Field {
  kind: 'query' | 'mutation';
  name: string;
  types: Readonly<Record<string, string>>;
  selection: string;
}

/** How long one call is tried, milliseconds. */
const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** A shop's back end on a way of sending requests. */
export function createShop(send: SendRequest): Shop {
  const again = { contention: 0, connection: 0 };

  async function answerOf(request: Parameters<SendRequest>[0], deadline: number): Promise<GraphqlAnswer> {
    for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
      try {
        return await send(request);
      } catch (error) {
        if (!(error instanceof RequestError && error.temporary) || Date.now() + longest > deadline) throw error;
      }
      again.connection += 1;
      await pause(longest * (0.5 + Math.random() / 2));
    }
  }

  return {
    again,
    async call<Value>(field: Field, variables: Readonly<Record<string, unknown>>): Promise<Result<Value>> {
      const deadline = Date.now() + PATIENCE_MS;
      const request = { query: documentOf(field), variables };
      for (;;) {
        const { data, errors } = await answerOf(request, deadline);
        const [error] = errors;
        if (!error) return { value: data?.[field.name] as Value };
        const { errorType, message, errorInfo } = error;
        if (!errorType) throw new Error(`${field.name} was not understood: ${message}`);
        if (errorType !== 'CONTENTION' || Date.now() > deadline) return { refusal: { errorType, message } };
        again.contention += 1;
        // Those who met must not come back together.
        await pause((errorInfo as { retryAfterMs: number }).retryAfterMs * (1 + Math.random()));
      }
    },
  };
}

function documentOf({ kind, name, types, selection }: Field): string {
  const list = (parts: string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  const declared = Object.entries(types).map(([argument, type]) => `$${argument}: ${type}`);
  const passed = Object.keys(types).map((argument) => `${argument}: $${argument}`);
  return `${kind} Replay${list(declared)} { ${name}${list(passed)} ${selection} }`;
}
