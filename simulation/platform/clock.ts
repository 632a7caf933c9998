/** Something that is to happen at a moment of virtual time. */
interface Task {
  at: number;
  /** Of tasks of one moment the one that was made first comes first. */
  order: number;
  action: (() => void) | undefined;
}

/** A handle as Node's timers give it. */
export interface Timer {
  cancel: () => void;
}

/**
 * Time that passes only from one task to the next. Nothing waits: what is due comes as fast as the
 * process can do it.
 */
export class VirtualClock {
  #now: number;
  #order = 0;
  readonly #start: number;
  /** `now`, whole, where Lambda's runtime looks for the time that an invocation has left. */
  readonly shared = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  /** A binary heap, the next one first. */
  readonly #tasks: Task[] = [];
  /** What comes when the work of this moment is done, as `setImmediate` has it. */
  #immediates: Task[] = [];

  constructor(start: number) {
    this.#start = start;
    this.#now = start;
    this.#share();
  }

  /** Milliseconds since 1970, with fractions. */
  now(): number {
    return this.#now;
  }

  /** Milliseconds since the start of the run. */
  elapsed(): number {
    return this.#now - this.#start;
  }

  after(milliseconds: number, action: () => void): Timer {
    const delay = Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : 0;
    return this.#handle(this.#push({ at: this.#now + delay, order: (this.#order += 1), action }));
  }

  immediately(action: () => void): Timer {
    const task: Task = { at: this.#now, order: (this.#order += 1), action };
    this.#immediates.push(task);
    return this.#handle(task);
  }

  /** Whether the work of this moment is not done yet. */
  hasImmediates(): boolean {
    return this.#immediates.length > 0;
  }

  /** Does the next thing. Answers false when there is none. */
  step(): boolean {
    const immediates = this.#immediates;
    if (immediates.length > 0) {
      this.#immediates = [];
      for (const { action } of immediates) action?.();
      return true;
    }
    for (let task = this.#pop(); task; task = this.#pop()) {
      if (!task.action) continue;
      this.#now = Math.max(this.#now, task.at);
      this.#share();
      task.action();
      return true;
    }
    return false;
  }

  #share(): void {
    this.shared[0] = BigInt(Math.floor(this.#now));
  }

  #handle(task: Task): Timer {
    return {
      cancel: () => {
        task.action = undefined;
      },
    };
  }

  #push(task: Task): Task {
    const tasks = this.#tasks;
    let place = tasks.push(task) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(task, tasks[parent] as Task)) break;
      tasks[place] = tasks[parent] as Task;
      place = parent;
    }
    tasks[place] = task;
    return task;
  }

  #pop(): Task | undefined {
    const tasks = this.#tasks;
    const first = tasks[0];
    const last = tasks.pop();
    if (!first || !last || tasks.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= tasks.length) break;
      if (child + 1 < tasks.length && isBefore(tasks[child + 1] as Task, tasks[child] as Task)) child += 1;
      if (!isBefore(tasks[child] as Task, last)) break;
      tasks[place] = tasks[child] as Task;
      place = child;
    }
    tasks[place] = last;
    return first;
  }
}

function isBefore(one: Task, other: Task): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
