import type { Principal } from '../iam/principal.ts';

/** Which running function is behind a call, so that a fault can end it at that very call. */
export interface Callers {
  /**
   * Notes an environment that runs an invocation. Answers with the function that takes the note
   * away.
   */
  add(environment: CallingEnvironment): () => void;
  /** Ends what made a call as this principal: undefined when no running function did. */
  endOf(principal: Principal | undefined): (() => Promise<void>) | undefined;
}

/** A function's execution environment while it runs an invocation. */
export interface CallingEnvironment {
  roleArn: string;
  /** The environment's own session token, which the SDK sends with every call. */
  session: string;
  end: () => Promise<void>;
}

/** An empty register. */
export function createCallers(): Callers {
  const running = new Set<CallingEnvironment>();
  return {
    add: (environment) => {
      running.add(environment);
      return () => void running.delete(environment);
    },
    endOf: (principal) => {
      const ofRole = [...running].filter(({ roleArn }) => roleArn === principal?.arn);
      // A function that signs without its token cannot be distinguished from others of its role:
      // all of them end.
      const own = ofRole.filter(({ session }) => principal?.session === undefined || session === principal.session);
      if (own.length === 0) return undefined;
      return async () => {
        await Promise.all(own.map((environment) => environment.end()));
      };
    },
  };
}
