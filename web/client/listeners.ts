/**
 * Calls each listener. One that throws does not keep the others from hearing; its error surfaces as
 * an uncaught one, which is what a mistake in the page's own code should be.
 */
export function tellAll<Listener>(listeners: Iterable<Listener>, tell: (listener: Listener) => void): void {
  for (const listener of [...listeners]) {
    try {
      tell(listener);
    } catch (mistake) {
      queueMicrotask(() => {
        throw mistake;
      });
    }
  }
}
