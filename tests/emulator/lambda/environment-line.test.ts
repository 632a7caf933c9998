import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createEnvironments, type Bounds, type Environment, type Environments } from '../../../local/emulator/lambda/environments.ts';

const BOUNDS: Bounds = { cores: 2, most: 4, patienceMs: 1, idleMs: 60_000, busy: 1 };

let environments: Environments | undefined;
afterEach(async () => {
  await environments?.end();
});

/** Environments that only note whether they live. */
function world(bounds: Partial<Bounds> = {}) {
  const living = new Set<Environment>();
  const start = () => {
    const environment: Environment = {
      session: 's',
      instance: {
        invoke: () => Promise.resolve({ payload: 'null', failed: false }),
        ready: () => Promise.resolve(),
        alive: () => living.has(environment),
        end: async () => void living.delete(environment),
      },
    };
    living.add(environment);
    return environment;
  };
  const made = createEnvironments(start, { starting: 0, blocked: new Set() }, { ...BOUNDS, ...bounds });
  environments = made;
  return { ...made, living };
}

describe('the environments of a function', () => {
  it('are no more than cores while the line moves', async () => {
    const { take, releaseLine, living } = world({ patienceMs: 60_000 });
    await Promise.all(Array.from({ length: 20 }, async () => releaseLine(await take())));
    expect(living.size).toBe(2);
  });

  it('become more when those that run only wait, so that nobody waits for them for ever', async () => {
    const { take, living } = world();
    await Promise.all([take(), take(), take()]);
    expect(living.size).toBe(3);
  });

  it('stay as many as cores while the thread that answers them is too busy for more', async () => {
    const { take, releaseLine, living } = world({ busy: -1 });
    const [first] = await Promise.all([take(), take()]);
    const third = take();
    await pause(500);
    releaseLine(first);
    expect(await third).toBe(first);
    expect(living.size).toBe(2);
  });

  it('stay within their bound, where who comes waits', async () => {
    const { take, releaseLine, living } = world();
    const [first] = await Promise.all([take(), take(), take(), take()]);
    const fifth = take();
    releaseLine(first);
    expect(await fifth).toBe(first);
    expect(living.size).toBe(4);
  });

  it('end when they are of no use, but for one', async () => {
    const { take, releaseLine, living } = world({ idleMs: 1 });
    for (const environment of await Promise.all([take(), take()])) releaseLine(environment);
    await expect.poll(() => living.size).toBe(1);
  });

  it('are replaced when they die', async () => {
    const { take, releaseLine, living } = world({ cores: 1, most: 1 });
    const dying = await take();
    await dying.instance.end();
    const next = take();
    releaseLine(dying);
    expect(await next).not.toBe(dying);
    expect(living.size).toBe(1);
  });
});
