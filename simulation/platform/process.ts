import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { performance as measured } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';
import { createChance, type Chance } from './chance.ts';
import { VirtualClock } from './clock.ts';
import { createDate, createTimers } from './timers.ts';

/** The time and the chance of the run under way. */
interface Current {
  clock: VirtualClock;
  chance: Chance;
}

/** A fixed moment, so that each run of a seed sees the same dates. */
export const START_MS = Date.UTC(2026, 0, 5, 8);

let current: Current = { clock: new VirtualClock(START_MS), chance: createChance(0) };
const realImmediate = globalThis.setImmediate;
let isTaken = false;

/** Begins a run: time is at its start, chance is the seed's. */
export function beginRun(chance: Chance): VirtualClock {
  takeProcess();
  current = { clock: new VirtualClock(START_MS), chance: chance.fork('process') };
  return current.clock;
}

/**
 * Lets all that follows from the last task end: promises and ticks, which are done before the event
 * loop turns. Nothing here may wait for more: no thread, no socket, no file.
 */
export async function settled(): Promise<void> {
  await new Promise<void>((resolve) => {
    realImmediate(resolve);
  });
}

/**
 * Replaces time and chance for this whole process, for good: everything in it runs on the virtual
 * clock, down to the SDK. So a simulation has a process of its own.
 */
function takeProcess(): void {
  if (isTaken) return;
  isTaken = true;
  const clock = () => current.clock;
  const { pause, ...timers } = createTimers(clock);
  Object.assign(globalThis, timers, { Date: createDate(clock) });
  const elapsed = () => current.clock.elapsed();
  for (const [name, value] of Object.entries({ now: elapsed, eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }) }))
    Object.defineProperty(measured, name, { value, configurable: true });
  Object.defineProperty(process, 'threadCpuUsage', { value: () => ({ user: 0, system: 0 }), configurable: true });
  const timeout = (milliseconds: number) => {
    const controller = new AbortController();
    const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    clock().after(milliseconds, () => controller.abort(late));
    return controller.signal;
  };
  Object.defineProperty(AbortSignal, 'timeout', { value: timeout, configurable: true });
  Math.random = () => current.chance.next();
  Object.assign(timersPromises, { setTimeout: pause });
  Object.assign(crypto, drawn());
  takeWebCrypto();
  net.Socket.prototype.connect = () => {
    throw new Error('A simulation opens no socket.');
  };
  syncBuiltinESMExports();
}

/** What `node:crypto` draws. */
function drawn() {
  const randomBytes = (size: number, callback?: (error: null, bytes: Buffer) => void) => {
    const bytes = Buffer.from(Array.from({ length: size }, () => current.chance.below(256)));
    callback?.(null, bytes);
    return bytes;
  };
  const fill = <View extends ArrayBufferView>(view: View): View => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(randomBytes(view.byteLength));
    return view;
  };
  const randomInt = (least: number, most?: number) =>
    most === undefined ? current.chance.below(least) : least + current.chance.below(most - least);
  return { randomBytes, randomInt, randomFillSync: fill, randomUUID: uuid };
}

function uuid(): string {
  const digits = [0, 1, 2, 3]
    .map(() =>
      current.chance
        .below(2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** Web Crypto works on threads, whose order nobody knows; the same sums are done at once. */
function takeWebCrypto(): void {
  type Key = { secret: Uint8Array };
  const copied = (buffer: Buffer) => new Uint8Array(buffer).buffer;
  const subtle = {
    digest: async (_algorithm: string, data: Uint8Array) => copied(crypto.createHash('sha256').update(data).digest()),
    importKey: async (_format: string, data: Uint8Array): Promise<Key> => ({ secret: data }),
    sign: async (_algorithm: string, key: Key, data: Uint8Array) => copied(crypto.createHmac('sha256', key.secret).update(data).digest()),
  };
  const { randomFillSync } = drawn();
  for (const [name, value] of Object.entries({ subtle, getRandomValues: randomFillSync, randomUUID: uuid }))
    Object.defineProperty(globalThis.crypto, name, { value, configurable: true });
}
