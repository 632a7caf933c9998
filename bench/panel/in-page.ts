// These functions run in the page: each has to stand alone.

/** What a page did in a time. */
export interface Watched {
  /** From each frame to the next, milliseconds. */
  frames: number[];
  /** How long the page could do nothing else, where that was more than 50 ms. */
  longTasks: number[];
  /** How often the row under the pointer became another one while nobody touched anything. */
  rowsMoved: number;
}

/** Watches the page for so many milliseconds. */
export function watchFrames(milliseconds: number): Promise<Watched> {
  return new Promise((resolve) => {
    const watched: Watched = { frames: [], longTasks: [], rowsMoved: 0 };
    const observer = new PerformanceObserver((list) => watched.longTasks.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: 'longtask' });
    let touched = performance.now();
    const touch = () => (touched = performance.now());
    for (const type of ['wheel', 'scroll', 'keydown', 'input', 'pointermove']) addEventListener(type, touch, true);
    const rowThere = () => document.elementFromPoint(600, 500)?.closest('tr')?.innerText.split('\t')[1] ?? '';
    let row = rowThere();
    // Not with each frame: to ask what is there costs as much as to draw it.
    const looking = setInterval(() => {
      const next = rowThere();
      if (next !== row && performance.now() - touched > 1_500) watched.rowsMoved += 1;
      row = next;
    }, 250);
    const begun = performance.now();
    let last = begun;
    const frame = () => {
      const now = performance.now();
      watched.frames.push(now - last);
      last = now;
      if (now - begun < milliseconds) return void requestAnimationFrame(frame);
      clearInterval(looking);
      observer.disconnect();
      resolve(watched);
    };
    requestAnimationFrame(frame);
  });
}

/** Whether the disk has all levels. */
export async function isKept(): Promise<boolean> {
  const answer = async <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('The disk cannot be read.'));
    });
  const known = (await indexedDB.databases()).find(({ name }) => name?.startsWith('onhand-levels '));
  if (known?.name === undefined) return false;
  const database = await answer(indexedDB.open(known.name));
  const progress = await answer<unknown>(database.transaction('state').objectStore('state').get('progress'));
  database.close();
  return progress !== undefined;
}

interface Noted {
  /** When a product's count was first shown, by both, `Date.now()`. */
  shownCounts?: Map<string, number>;
}

/** Notes from now on when which count of which product was drawn. */
export function noteCounts(): void {
  const noted = new Map<string, number>();
  (globalThis as Noted).shownCounts = noted;
  new MutationObserver((records) => {
    for (const { target } of records) {
      const row = (target instanceof Element ? target : target.parentElement)?.closest('tr');
      const count = row?.querySelector('[data-field="stockCount"]')?.textContent;
      const productId = row?.querySelector('a')?.textContent;
      const name = `${productId ?? ''} ${count ?? ''}`;
      if (!noted.has(name)) noted.set(name, Date.now());
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}

/** When a product's count was shown; waits for it. */
export function shownAt({ productId, count }: { productId: string; count: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const deadline = Date.now() + 30_000;
    const look = () => {
      const at = (globalThis as Noted).shownCounts?.get(`${productId} ${count}`);
      if (at !== undefined) resolve(at);
      else if (Date.now() > deadline) reject(new Error(`The count ${count} of ${productId} was not shown within 30 s.`));
      else setTimeout(look, 20);
    };
    look();
  });
}
