import type { StackDescription } from '../../infra/stack-outputs.ts';
import { createInventoryClient } from '../../web/client/main.ts';
import { applyImport, type PlannedRow, type ReadsStock, type RowResult } from '../../web/csv/index.ts';
import { importer } from './credentials.ts';
import { emptyStage } from './initial.ts';
import { type Journal, nameOf, type Subject } from './journal.ts';
import type { ImportOptions } from './options.ts';

/** How rows get into the stage. */
export interface Way extends ReadsStock {
  /** Throws a sentence where the import may not begin, or not go on. */
  check: (interrupted: Journal | undefined) => Promise<void>;
  /**
   * Carries out what is left of the plan, and reports each row. Answers with a sentence where
   * something ended it; rows that were not reported are left for the next run.
   */
  apply: (
    plan: readonly PlannedRow[],
    done: ReadonlyMap<number, RowResult>,
    signal: AbortSignal,
    onResult: (row: PlannedRow, result: RowResult) => void,
  ) => Promise<string | undefined>;
}

/**
 * Row by row, as a count sync would: any rows, any stage. `print` gets a sentence while it has to
 * wait.
 */
export function throughApi(stack: StackDescription, { parallel, profile }: ImportOptions, print: (line: string) => void): Way {
  const { graphqlUrl, realtimeUrl } = stack;
  const client = createInventoryClient({ graphqlUrl, realtimeUrl, authorization: importer(stack, profile) });
  return {
    stocks: (args, options) => client.stocks(args, options),
    eachStock: (args, options) => client.eachStock(args, options),
    eachStockChange: (args, options) => client.eachStockChange(args, options),
    check: async () => {},
    async apply(plan, done, signal, onResult) {
      // A signature is not counted as a token is.
      const onRest = (milliseconds: number) => print(`The firewall lets no more through; going on in ${milliseconds / 1_000} s.`);
      await applyImport(client, plan, { concurrency: parallel, rowsPerSecond: Infinity, signal, done, onResult, onRest });
      return undefined;
    },
  };
}

/** Past the API, into a stage without levels. */
export function initially(stack: StackDescription, { rate, profile }: ImportOptions, subject: Subject): Way {
  const stage = emptyStage(stack, profile);
  return {
    // Nothing is there, so that each row is judged as one of a level to be.
    stocks: async ({ keys }) => keys.map(() => null),
    async check(interrupted) {
      const made = interrupted?.plan.findLast(({ line }) => interrupted.done.get(line)?.kind === 'created');
      if (made) await stage.checkMade(made);
      else if (!interrupted) await stage.checkEmpty();
    },
    async apply(plan, done, signal, onResult) {
      const left = plan.filter(({ line }) => !done.has(line));
      for (const row of left) {
        const { verdict } = row;
        if ('explanation' in verdict) onResult(row, verdict);
      }
      try {
        await stage.load(left, { id: nameOf(subject).slice(0, ID_LENGTH), perSecond: rate, signal, onResult });
        return undefined;
      } catch (error) {
        return signal.aborted ? undefined : (error as Error).message;
      }
    },
  };
}

/** Enough that no two loads of a stage have the same, in each level that they wrote. */
const ID_LENGTH = 16;
