interface LevelEvent {
  productId?: string;
  warehouseId?: string;
  sequence?: number;
}

/**
 * Puts an event in its place among those of its level, by sequence, and drops it when it is there
 * already: AppSync promises neither order nor that an event comes once, and whoever listens does
 * the same. One that does not tell its level or sequence comes last. Answers with its place; -1 for
 * a copy.
 */
export function place<Event>(events: Event[], event: Event): number {
  const { productId, warehouseId, sequence } = event as LevelEvent;
  const own = (other: LevelEvent) => other.productId === productId && other.warehouseId === warehouseId;
  const isLater = (other: Event) => own(other as LevelEvent) && sequence !== undefined && ((other as LevelEvent).sequence ?? 0) >= sequence;
  const at = events.findIndex(isLater);
  if (at < 0) return events.push(event) - 1;
  if ((events[at] as LevelEvent).sequence === sequence) return -1;
  events.splice(at, 0, event);
  return at;
}
