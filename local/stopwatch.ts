import { performance } from 'node:perf_hooks';

/** Seconds by the name of the phase, in the order in which the phases began. Phases may overlap. */
export type Phases = readonly { name: string; seconds: number }[];

/** Measures the phases of a start. */
export interface Stopwatch {
  time: <T>(name: string, work: Promise<T>) => Promise<T>;
  phases: () => Phases;
}

/** A stopwatch without phases yet. */
export function createStopwatch(): Stopwatch {
  const phases: { name: string; seconds: number }[] = [];
  return {
    async time(name, work) {
      const phase = { name, seconds: 0 };
      phases.push(phase);
      const began = performance.now();
      const result = await work;
      phase.seconds = (performance.now() - began) / 1000;
      return result;
    },
    phases: () => phases,
  };
}
