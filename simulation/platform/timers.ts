import type { Timer, VirtualClock } from './clock.ts';

/** Who has timers: nothing of somebody who has died comes any more. */
export interface Owner {
  isDead: () => boolean;
}

type Callback = (...args: unknown[]) => void;

/** Node's timers on virtual time. */
export interface Timers {
  setTimeout: (callback: Callback, milliseconds?: number, ...args: unknown[]) => TimerHandle;
  setInterval: (callback: Callback, milliseconds?: number, ...args: unknown[]) => TimerHandle;
  setImmediate: (callback: Callback, ...args: unknown[]) => TimerHandle;
  clearTimeout: (timer: unknown) => void;
  clearInterval: (timer: unknown) => void;
  clearImmediate: (timer: unknown) => void;
  /** `setTimeout` of `node:timers/promises`. */
  pause: <Value>(milliseconds?: number, value?: Value, options?: { signal?: AbortSignal }) => Promise<Value | undefined>;
}

const byNumber = new Map<number, WeakRef<TimerHandle>>();
let numbers = 0;

/** As Node's, of which some code asks for the number. */
class TimerHandle {
  timer: Timer;
  readonly #number = (numbers += 1);

  constructor(timer: Timer) {
    this.timer = timer;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.toPrimitive](): number {
    byNumber.set(this.#number, new WeakRef(this));
    return this.#number;
  }
}

const LIVES: Owner = { isDead: () => false };
/** Node's own least. */
const LEAST_MS = 1;

/** Timers of one owner. `clock` is asked at each use, since a process has one run after another. */
export function createTimers(clock: () => VirtualClock, owner: Owner = LIVES): Timers {
  const alive = (action: () => void) => () => {
    if (!owner.isDead()) action();
  };
  const after = (milliseconds: number | undefined, action: () => void) =>
    clock().after(Math.max(LEAST_MS, milliseconds ?? 0), alive(action));
  const clear = (timer: unknown) => {
    const handle = typeof timer === 'number' ? byNumber.get(timer)?.deref() : timer;
    if (handle instanceof TimerHandle) handle.timer.cancel();
  };
  return {
    setTimeout: (callback, milliseconds, ...args) => new TimerHandle(after(milliseconds, () => callback(...args))),
    setInterval: (callback, milliseconds, ...args) => {
      const again = () => {
        handle.timer = after(milliseconds, again);
        callback(...args);
      };
      const handle = new TimerHandle(after(milliseconds, again));
      return handle;
    },
    setImmediate: (callback, ...args) => new TimerHandle(clock().immediately(alive(() => callback(...args)))),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    pause: (milliseconds, value, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const aborted = () => {
          timer.cancel();
          reject(Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' }));
        };
        const timer = after(milliseconds, () => {
          signal?.removeEventListener('abort', aborted);
          resolve(value);
        });
        if (signal?.aborted) aborted();
        else signal?.addEventListener('abort', aborted, { once: true });
      }),
  };
}

/** `Date` by a clock that is that many milliseconds ahead. */
export function createDate(clock: () => VirtualClock, aheadMs: () => number = () => 0): DateConstructor {
  const now = () => Math.floor(clock().now() + aheadMs());
  return new Proxy(Date, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self) as Date,
    apply: () => new Date(now()).toString(),
    get: (target, name, self) => (name === 'now' ? now : (Reflect.get(target, name, self) as unknown)),
  });
}
