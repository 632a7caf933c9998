import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMachineTime, within, type ThreadUse } from '../../../local/emulator/lib/machine-time.ts';

const TICK = 10;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A clock of a thread that gets this much of each tick, as the test says. */
function clockOf(tick: () => ThreadUse) {
  const so = { elapsed: 0, active: 0, processor: 0 };
  const use = () => {
    const { elapsed, active, processor } = tick();
    so.elapsed += elapsed;
    so.active += active;
    so.processor += processor;
    return { ...so };
  };
  return createMachineTime({ use, tickMs: TICK });
}

const idle = { elapsed: TICK, active: 0, processor: 0 };

describe('machine time', () => {
  it('goes by like any other while the thread has little to do', () => {
    const clock = clockOf(() => idle);
    const action = vi.fn();
    clock.after(100, action);
    vi.advanceTimersByTime(90);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(action).toHaveBeenCalledOnce();
  });

  it('leaves out what the thread was ready for and got no processor', () => {
    const clock = clockOf(() => ({ elapsed: TICK, active: TICK, processor: TICK / 5 }));
    const action = vi.fn();
    clock.after(100, action);
    vi.advanceTimersByTime(490);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20);
    expect(action).toHaveBeenCalledOnce();
  });

  it('counts a look that comes late as one tick', () => {
    const clock = clockOf(() => ({ elapsed: 50 * TICK, active: 50 * TICK, processor: 50 * TICK }));
    clock.after(100, () => {});
    vi.advanceTimersByTime(3 * TICK);
    expect(clock.now()).toBe(3 * TICK);
  });

  it('is never early for who begins to wait between two looks', () => {
    const clock = clockOf(() => idle);
    clock.after(1_000, () => {});
    vi.advanceTimersByTime(TICK - 1);
    const action = vi.fn();
    clock.after(2 * TICK, action);
    vi.advanceTimersByTime(2 * TICK);
    expect(action).not.toHaveBeenCalled();
  });

  it('stands still, and keeps no timer, while nobody waits', () => {
    const clock = clockOf(() => idle);
    const forget = clock.after(100, () => {});
    vi.advanceTimersByTime(2 * TICK);
    forget();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(100);
    expect(clock.now()).toBe(2 * TICK);
  });

  it('is seen by other threads as it goes by', () => {
    const clock = clockOf(() => idle);
    clock.after(100, () => {});
    vi.advanceTimersByTime(3 * TICK);
    expect(clock.shared[0]).toBe(BigInt(3 * TICK));
  });

  it('bounds work that does not end, and leaves no timer behind work that does', async () => {
    const clock = clockOf(() => idle);
    expect(await within(100, Promise.resolve('done'), clock)).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
    const late = within(100, new Promise(() => {}), clock);
    vi.advanceTimersByTime(100);
    expect(await late).toBeUndefined();
  });
});
