import { type ComponentType, type LazyExoticComponent, lazy, type ReactNode, useEffect, useState } from 'react';

/** A part of the page could not be loaded, mostly for want of a network. Trying again may help. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
}

/** After so long a page has mostly drawn what it shows. */
const REST_MS = 1_000;

/** Those whose loading failed: React keeps a failure for good. */
const failed = new Set<() => void>();

/** Loads a module of the page. Rejects with NotLoaded. */
export async function loadPart<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new NotLoaded('A part of the page could not be loaded.', { cause });
  }
}

/**
 * A component that is loaded when it is first shown, and again after `forgetFailures` where that
 * failed.
 */
export function part<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Part<Props> {
  let Loaded: ComponentType<Props> | undefined;
  const begin = async () => {
    const module = await loadPart(load);
    Loaded = module.default;
    return module;
  };
  const attempt = (): LazyExoticComponent<ComponentType<Props>> =>
    lazy(() =>
      begin().catch((error: unknown) => {
        failed.add(() => (Current = attempt()));
        throw error;
      }),
    );
  let Current = attempt();
  const Shown = (props: Props) => {
    // The same one for as long as it is shown: another one would begin anew.
    const [{ Component }] = useState(() => ({ Component: Loaded ?? Current }));
    return <Component {...props} />;
  };
  const prepare = async () => {
    await begin().catch(() => undefined);
  };
  return Object.assign(Shown, { prepare });
}

interface Part<Props> extends ComponentFunction<Props> {
  /**
   * Loads it, if that can be: what is there before it is shown comes with the frame. What is still
   * loading then comes 0.3 s later at best, as React has it with each part inside another.
   */
  prepare: () => Promise<void>;
}

/**
 * Loads parts that may soon be asked for once the page has nothing else to do, so that they open
 * without a network, too. `parts` has to stay the same.
 */
export function usePrepared(parts: readonly { prepare: () => Promise<void> }[]): void {
  useEffect(() => whenIdle(() => parts.forEach(({ prepare }) => void prepare())), [parts]);
}

/** Calls once the page rests. Returns what takes it back. Safari does not tell when it does. */
function whenIdle(call: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(call, REST_MS);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(call);
  return () => cancelIdleCallback(handle);
}

type ComponentFunction<Props> = (props: Props) => ReactNode;

/**
 * What could not be loaded is loaded when it is shown the next time, style sheets with it: Vite's
 * loader takes each for loaded once it has asked for it.
 */
export async function forgetFailures(): Promise<void> {
  for (const forget of failed) forget();
  failed.clear();
  const broken = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].filter(({ sheet }) => sheet === null);
  await Promise.all(broken.map(loadAgain));
}

async function loadAgain(link: HTMLLinkElement): Promise<void> {
  const next = link.cloneNode() as HTMLLinkElement;
  await new Promise((resolve) => {
    next.onload = next.onerror = resolve;
    link.replaceWith(next);
  });
}
