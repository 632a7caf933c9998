/** What carries the place of its state among the states of one level. */
export interface Sequenced {
  sequence: number;
}

/** What a store knows of one level. */
export interface Entry<Value extends Sequenced> {
  value: Value;
  /** When the store last received it, by its own count. */
  touched: number;
  /**
   * The level is retired. It is remembered, so that a late event of before does not bring it back.
   */
  gone: boolean;
  /** Nobody asked for just this level: it is not read again with those that somebody looks at. */
  kept?: true;
}

/**
 * An entry after something came, and whether to read the level again: something was missed, or it
 * is unclear which is newer.
 */
export interface Merged<Value extends Sequenced> {
  /**
   * Undefined for a level that is still unknown. Its `value` is the same object as long as that did
   * not change.
   */
  entry: Entry<Value> | undefined;
  doubt: boolean;
}

/**
 * An event carries the whole state: a newer one replaces what was known, an older one or the same
 * again changes nothing.
 */
export function afterEvent<Value extends Sequenced>(
  entry: Entry<Value> | undefined,
  event: Value,
  gone: boolean,
  now: number,
): Merged<Value> {
  if (entry && event.sequence <= entry.value.sequence) return { entry, doubt: false };
  const gap = entry !== undefined && event.sequence > entry.value.sequence + 1;
  return { entry: { value: event, touched: now, gone }, doubt: gap };
}

/**
 * An answer to a read; null says that there is no such level. Reads are strongly consistent, so it
 * wins over everything that was known when it was asked for (`since`), even with a lower sequence,
 * as after a restored backup. Against what came meanwhile the sequence decides; null has none, so
 * then the level must be read again. So it must for a level that was retired meanwhile: at which
 * sequence is not known when a null said so.
 */
export function afterAnswer<Value extends Sequenced>(
  entry: Entry<Value> | undefined,
  answer: Value | null,
  since: number,
  now: number,
): Merged<Value> {
  const overtaken = entry !== undefined && entry.touched > since;
  if (answer === null) {
    if (entry === undefined) return { entry, doubt: false };
    return overtaken && !entry.gone ? { entry, doubt: true } : { entry: { ...entry, touched: now, gone: true }, doubt: false };
  }
  if (overtaken && (entry.gone || answer.sequence < entry.value.sequence)) return { entry, doubt: entry.gone };
  // What comes once more stays the same object, so that a view can see that nothing changed.
  const value = entry && isSame(entry.value, answer) ? entry.value : answer;
  return { entry: { value, touched: now, gone: false }, doubt: false };
}

/**
 * The same for a level that belongs to a collection which its owner reads through as a whole. It
 * stays one, unless somebody has asked for it by itself.
 */
export function asKept<Value extends Sequenced>(known: Entry<Value> | undefined, { entry, doubt }: Merged<Value>): Merged<Value> {
  return { entry: entry && (known === undefined || known.kept) ? { ...entry, kept: true } : entry, doubt };
}

/** Levels are flat. */
function isSame<Value extends object>(one: Value, other: Value): boolean {
  return (Object.keys(other) as (keyof Value)[]).every((name) => one[name] === other[name]);
}
