import { afterEach, expect, test, vi } from 'vitest';
import { pageNetwork } from '../../web/client/realtime/network.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Makes this process look like a page, as far as its network goes. */
function stubPage(): EventTarget {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  return page;
}

test('tells when the network of a page goes and comes back, until nobody listens', () => {
  const page = stubPage();
  const received: boolean[] = [];
  const stop = pageNetwork.listen((online) => received.push(online));
  for (const type of ['offline', 'online']) page.dispatchEvent(new Event(type));
  stop();
  page.dispatchEvent(new Event('offline'));
  expect(received).toEqual([false, true]);
});

test('believes a page that says that it is offline', () => {
  vi.stubGlobal('navigator', { onLine: false });
  expect(pageNetwork.isOnline()).toBe(false);
});

test('is always there where there is no page', () => {
  vi.stubGlobal('navigator', undefined);
  expect(pageNetwork.isOnline()).toBe(true);
  expect(() => pageNetwork.listen(() => undefined)()).not.toThrow();
});
