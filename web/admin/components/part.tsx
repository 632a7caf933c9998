import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A part of the page could not be loaded, mostly for want of a network. Trying again may help. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
}

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
export function part<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  const attempt = (): LazyExoticComponent<ComponentType<Props>> =>
    lazy(() =>
      loadPart(load).catch((error: unknown) => {
        failed.add(() => (Current = attempt()));
        throw error;
      }),
    );
  let Current = attempt();
  return function Part(props: Props) {
    return <Current {...props} />;
  };
}

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
