import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the output of a function goes: all of it to a file, warnings and errors to the terminal
 * too.
 */
export interface FunctionLog {
  write: (text: string, stream: 'stdout' | 'stderr') => void;
  /** A sentence of the platform itself. */
  note: (sentence: string) => void;
}

/** A full file gives way to a new one; the one before is kept as `<name>.log.1`. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;
const SERIOUS_LEVELS = ['WARN', 'WARNING', 'ERROR', 'CRITICAL', 'FATAL'];

/** Opens the log of a function, `<directory>/<name>.log`. `terminal` gets whole lines. */
export function openLog(directory: string, name: string, terminal: (line: string) => void): FunctionLog {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${name}.log`);
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const rests = { stdout: '', stderr: '' };

  function keep(text: string): void {
    if (bytes > MAX_FILE_BYTES) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    appendFileSync(path, text, { mode: 0o600 });
    bytes += Buffer.byteLength(text);
  }

  return {
    write: (text, stream) => {
      keep(text);
      const lines = (rests[stream] + text).split('\n');
      rests[stream] = lines.pop() ?? '';
      for (const line of lines) if (stream === 'stderr' || isSerious(line)) terminal(`${name}: ${line}`);
    },
    note: (sentence) => {
      keep(`${new Date().toISOString()} ${sentence}\n`);
      terminal(`${name}: ${sentence}`);
    },
  };
}

/** Whether a structured line says so of itself. */
function isSerious(line: string): boolean {
  const level = /"level"\s*:\s*"([A-Za-z]+)"/.exec(line)?.[1];
  return level !== undefined && SERIOUS_LEVELS.includes(level.toUpperCase());
}
