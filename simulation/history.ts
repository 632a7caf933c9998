/** How a call ended, as its caller saw it. */
export type Outcome =
  | { kind: 'ok'; value: unknown }
  | { kind: 'refused'; errorType: string; info: unknown }
  /** Nobody knows whether it took effect. */
  | { kind: 'unknown'; errorType: string };

/** One call of the API, retries included. Times are milliseconds of the run's clock. */
export interface RecordedCall {
  who: string;
  operation: string;
  /** What makes it the same call when it is sent again: its id, or a note of its own. */
  key: string;
  input: unknown;
  begun: number;
  /** Infinity until it ends. */
  ended: number;
  outcome: Outcome | undefined;
}

/** The calls of a run, in the order in which they began. */
export class History {
  readonly calls: RecordedCall[] = [];
  readonly #now: () => number;
  readonly #note: (who: string, what: string) => void;

  constructor(now: () => number, note: (who: string, what: string) => void = () => undefined) {
    this.#now = now;
    this.#note = note;
  }

  begin(who: string, operation: string, key: string, input: unknown): RecordedCall {
    const call: RecordedCall = { who, operation, key, input, begun: this.#now(), ended: Infinity, outcome: undefined };
    this.calls.push(call);
    this.#note(who, `calls ${operation} ${JSON.stringify(input)}`);
    return call;
  }

  end(call: RecordedCall, outcome: Outcome): void {
    call.ended = this.#now();
    call.outcome = outcome;
    this.#note(call.who, `gets ${textOf(outcome)} for ${call.operation} ${call.key}`);
  }
}

function textOf(outcome: Outcome): string {
  if (outcome.kind === 'ok') return 'an answer';
  return outcome.kind === 'refused' ? outcome.errorType : `no certain answer (${outcome.errorType})`;
}
