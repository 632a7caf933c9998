/** Tells how far a long task is. */
export interface Progress {
  add: (count: number) => void;
  end: () => void;
}

/** Characters. */
const BAR_WIDTH = 30;
/** Milliseconds between two paintings of the bar. */
const PAINT_EVERY = 100;
/** A log gets a line at each of these shares. */
const LOG_STEPS = 4;

/** A bar on a terminal; elsewhere, for example in a log file, a line at each quarter. */
export function createProgress(label: string, total: number, log: (line: string) => void, output = process.stdout): Progress {
  return output.isTTY ? bar(label, total, output) : lines(label, total, log);
}

function bar(label: string, total: number, output: NodeJS.WriteStream): Progress {
  let done = 0;
  let painted = 0;
  const paint = (): void => {
    const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH);
    output.write(`\r${label} [${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${done}/${total}`);
    painted = Date.now();
  };
  return {
    add(count) {
      done += count;
      if (Date.now() - painted >= PAINT_EVERY) paint();
    },
    end() {
      paint();
      output.write('\n');
    },
  };
}

function lines(label: string, total: number, log: (line: string) => void): Progress {
  let done = 0;
  let step = 1;
  return {
    add(count) {
      done += count;
      if (done < (total * step) / LOG_STEPS) return;
      log(`${label}: ${done} of ${total}`);
      step = Math.floor((done / total) * LOG_STEPS) + 1;
    },
    end() {},
  };
}
