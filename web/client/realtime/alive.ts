/** Looks after one connection: whether the server still speaks, and whether the machine slept. */
export interface AliveWatch {
  /** A frame came. */
  heard(): void;
  /** Whether one came since that time (`Date.now()`). */
  heardSince(time: number): boolean;
  stop(): void;
}

interface AliveOptions {
  tickMs: number;
  /** Longest silence, milliseconds. */
  silenceMs: number;
  sleepMs: number;
  /** Called once. */
  onLost: (reason: 'silent' | 'slept') => void;
}

/**
 * Compares clock times instead of arming a timer for each frame: timers stand still while a machine
 * sleeps, its clock does not, and a socket that slept is most likely dead without having noticed.
 */
export function watchAlive({ tickMs, silenceMs, sleepMs, onLost }: AliveOptions): AliveWatch {
  let heardAt = Date.now();
  let tickedAt = heardAt;
  const timer = setInterval(() => {
    const now = Date.now();
    const slept = now - tickedAt > sleepMs;
    // A clock that was set back would otherwise hide silence for as long.
    if (now < heardAt) heardAt = now;
    tickedAt = now;
    if (!slept && now - heardAt <= silenceMs) return;
    clearInterval(timer);
    onLost(slept ? 'slept' : 'silent');
  }, tickMs);
  return {
    heard: () => void (heardAt = Date.now()),
    heardSince: (time) => heardAt >= time,
    stop: () => clearInterval(timer),
  };
}
