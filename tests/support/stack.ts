import { inject } from 'vitest';
import type { StackDescription } from '../../infra/stack-outputs.ts';

export type { Credentials, StackDescription } from '../../infra/stack-outputs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackDescription;
    /**
     * Of the stack that this test run has started; undefined when it uses a stage that runs
     * already.
     */
    stackDirectory?: string;
    /**
     * The DynamoDB Local of this test run; undefined where stacks have the embedded database, or a
     * stage runs already.
     */
    database?: string;
  }
}

/** The stack of this test run. */
export function useStack(): StackDescription {
  return inject('stack');
}

/** Whether the stack runs on this machine: faults, kills and changed templates exist only there. */
export function isLocal(stack: StackDescription): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(stack.graphqlUrl).hostname);
}
