/**
 * Calls each listener. One that throws does not keep the others from being called; its error
 * surfaces as an uncaught one, which is what a mistake in the page's own code should be.
 */
export function notifyAll<Listener>(listeners: Iterable<Listener>, notify: (listener: Listener) => void): void {
  for (const listener of [...listeners]) {
    try {
      notify(listener);
    } catch (mistake) {
      queueMicrotask(() => {
        throw mistake;
      });
    }
  }
}
