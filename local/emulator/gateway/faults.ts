import type { FaultKind } from './fault-kinds.ts';

/** Who makes a call. */
export type Maker = 'functions' | 'resolvers';

/** A fault to inject into the next matching calls. */
export interface Fault {
  /**
   * DynamoDB operation, e.g. `TransactWriteItems`; `graphql:<root field>`; `stream:<table>`;
   * `sns:Publish`; `events:PutEvents`.
   */
  operation: string;
  /** Only calls that touch this table. */
  table?: string;
  /** Only calls of functions, or only those of resolvers and of other clients. */
  by?: Maker;
  kind: FaultKind;
  /** How many calls get it. */
  times: number;
  /** How many matching calls pass before. */
  skip: number;
  /** For `reasons`: the cancellation code of each entry of the transaction, in its order. */
  reasons?: string[];
  /** For `delay`: milliseconds that the call waits before it goes on. */
  ms?: number;
  /** For `recut`: what the sizes of the batches are drawn from. */
  seed?: number;
}

/** A fault that a call has. */
export interface TakenFault extends Fault {
  /** Aborted when the faults are taken away. */
  cleared: AbortSignal;
}

/** What is about to happen. */
export interface FaultTarget {
  /**
   * Names under which faults may mean it, e.g. `graphql:order` for each root field of a request.
   */
  operations: readonly string[];
  /** The tables that it touches. */
  tables?: readonly string[];
  /** The running function that does it, by a name of its own. */
  caller?: string | undefined;
  /** Kinds that can be done to it; all when left out. */
  accepts?: (kind: FaultKind) => boolean;
}

/** The faults that are still to come, in the order they were added. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /**
   * The fault for this call, if one is due; it is used up by asking. Who is cut off stays so until
   * the faults are cleared.
   */
  take(target: FaultTarget): TakenFault | undefined;
}

/** An empty list of faults. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  let clearing = new AbortController();
  const cutOff = new Map<string, TakenFault>();
  return {
    add: (fault) => void faults.push({ ...fault }),
    clear() {
      faults = [];
      cutOff.clear();
      clearing.abort();
      clearing = new AbortController();
    },
    list: () => faults,
    take(target) {
      const lasting = target.caller === undefined ? undefined : cutOff.get(target.caller);
      if (lasting) return lasting;
      const fault = faults.find((candidate) => matches(candidate, target));
      if (!fault) return undefined;
      if (fault.skip > 0) {
        fault.skip -= 1;
        return undefined;
      }
      fault.times -= 1;
      faults = faults.filter((candidate) => candidate.times > 0);
      const taken = { ...fault, cleared: clearing.signal };
      if (fault.kind === 'cut-off' && target.caller !== undefined) cutOff.set(target.caller, taken);
      return taken;
    },
  };
}

function matches(fault: Fault, { operations, tables = [], caller, accepts = () => true }: FaultTarget): boolean {
  const maker: Maker = caller === undefined ? 'resolvers' : 'functions';
  if (fault.by !== undefined && fault.by !== maker) return false;
  return operations.includes(fault.operation) && (fault.table === undefined || tables.includes(fault.table)) && accepts(fault.kind);
}
