import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { markdownTable } from './rounds.ts';

/** What a stack takes while nobody uses it. */
export interface IdleFigure {
  residentMegabytes: number;
  /** Of one core, 0 to 1. */
  processor: number;
}

const IDLE_MS = 20_000;
/** Clock ticks a second, as Linux tells processor time. */
const TICKS = 100;

/** Waits a while and says what the process took meanwhile. Linux only. */
export async function measureIdle(pid: number): Promise<IdleFigure> {
  const [began, before] = [performance.now(), processorSeconds(pid)];
  await pause(IDLE_MS);
  const seconds = (performance.now() - began) / 1000;
  return { residentMegabytes: residentMegabytes(pid), processor: (processorSeconds(pid) - before) / seconds };
}

/** Resident memory of a process with all its threads, megabytes. */
export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

function processorSeconds(pid: number): number {
  // The name in brackets may have spaces; user and system time are the 14th and the 15th field.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** The table of these figures. */
export function idleTable(figures: Readonly<Record<string, IdleFigure>>): string {
  return markdownTable(
    ['a stack', 'resident MB', 'processor, % of a core'],
    Object.entries(figures).map(([name, { residentMegabytes: megabytes, processor }]) => [
      name,
      megabytes.toFixed(0),
      (processor * 100).toFixed(1),
    ]),
  );
}
