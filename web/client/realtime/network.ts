/** What the machine says about its network. */
export interface Network {
  /** False only when it is sure that there is none. */
  isOnline(): boolean;
  /** Calls `listener` when it comes or goes; returns the end of that. */
  listen(listener: (online: boolean) => void): () => void;
}

interface BrowserGlobals {
  navigator?: { onLine?: boolean };
  addEventListener?(type: string, listener: (event: { type: string }) => void): void;
  removeEventListener?(type: string, listener: (event: { type: string }) => void): void;
}

/** The network of the page. Elsewhere it counts as always there. */
export const pageNetwork: Network = {
  isOnline: () => (globalThis as BrowserGlobals).navigator?.onLine !== false,
  listen(listener) {
    const page = globalThis as BrowserGlobals;
    const heard = (event: { type: string }) => listener(event.type === 'online');
    for (const type of ['online', 'offline']) page.addEventListener?.(type, heard);
    return () => {
      for (const type of ['online', 'offline']) page.removeEventListener?.(type, heard);
    };
  },
};
