/**
 * The life of a stack. What it had under way when it is killed comes to no end: nobody is there any
 * more who could go on with it.
 */
export interface Life {
  isOver: () => boolean;
  end: () => void;
  /** Resolves when it is over. */
  over: Promise<void>;
  /** Does a thing and hands its outcome on, both only while it lives. */
  within: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

export function createLife(): Life {
  let over = false;
  const isOver = () => over;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    isOver,
    end: () => {
      over = true;
      resolve(undefined);
    },
    over: promise,
    within: async (work) => {
      if (isOver()) return never();
      const outcome = await outcomeOf(work());
      return isOver() ? never() : outcome();
    },
  };
}

/** Nobody is there any more who could hear of it. */
export function never<Value>(): Promise<Value> {
  return new Promise(() => undefined);
}

/** What came of something, to be had later: its value, or its error thrown. */
export function outcomeOf<Value>(work: Promise<Value>): Promise<() => Value> {
  return work.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
}
