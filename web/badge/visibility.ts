/** Badges a little outside are made ready before they come. */
const MARGIN = '200px';
/**
 * A badge that left goes on for this long, milliseconds, so that scrolling to and fro asks nothing
 * twice.
 */
const LINGER_MS = 3_000;

const listeners = new WeakMap<Element, (visible: boolean) => void>();
let observer: IntersectionObserver | undefined;

/**
 * Calls `listener` when an element comes near the screen, and a little after it went; returns the
 * end of that.
 */
export function watchVisibility(element: Element, listener: (visible: boolean) => void): () => void {
  let leaving: ReturnType<typeof setTimeout> | undefined;
  let visible = false;
  const set = (now: boolean) => {
    if (visible === now) return;
    visible = now;
    listener(now);
  };
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  listeners.set(element, (near) => {
    clearTimeout(leaving);
    if (near) set(true);
    else leaving = setTimeout(set, LINGER_MS, false);
  });
  observer.observe(element);
  return () => {
    clearTimeout(leaving);
    observer?.unobserve(element);
    listeners.delete(element);
  };
}
