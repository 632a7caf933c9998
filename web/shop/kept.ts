/** A reservation that this browser knows. */
export interface Kept {
  reservationId: string;
  /** When it was asked for, in milliseconds of `Date.now()`. */
  at: number;
}

/**
 * This visitor's reservations: all that his browser keeps of the basket, since everything else can
 * be asked. Kept before a reservation is asked for, so that none is lost with the page. Where the
 * browser keeps nothing, the basket lives as long as the page.
 */
export interface KeptReservations {
  all: () => readonly Kept[];
  keep: (reservationId: string) => void;
  forget: (reservationId: string) => void;
  /** Lets other windows look again, although the ids are the same: one of them was paid. */
  touch: () => void;
}

const KEY = 'onhand-demo-reservations';

/** `changed` is called when another window changed them. */
export function createKept(changed: () => void): KeptReservations {
  let kept = read();
  addEventListener('storage', ({ key }) => {
    if (key !== KEY && key !== null) return;
    kept = read();
    changed();
  });
  const write = (next: readonly Kept[]) => {
    kept = next;
    try {
      // The moment makes it another text each time: windows are told of differences only.
      localStorage.setItem(KEY, JSON.stringify({ kept, at: Date.now() }));
    } catch {
      // Full or forbidden: the page goes on without.
    }
  };
  return {
    all: () => kept,
    keep: (reservationId) => write([...kept, { reservationId, at: Date.now() }]),
    forget: (reservationId) => write(kept.filter((each) => each.reservationId !== reservationId)),
    touch: () => write(kept),
  };
}

function read(): readonly Kept[] {
  try {
    const { kept } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as { kept?: unknown };
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(value: unknown): value is Kept {
  const { reservationId, at } = (value ?? {}) as Partial<Kept>;
  return typeof reservationId === 'string' && typeof at === 'number';
}
