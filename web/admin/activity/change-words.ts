import { productFields } from '../../../domain/level-fields.ts';
import type { StockChange } from '../../../schema/types.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';

const SETTINGS = ['thresholdLevel', 'safetyStock'] as const;

/** A count that a change moves, and by how much. */
export const MOVED = [
  ['stockCount', 'stockDelta'],
  ['reservedCount', 'reservedDelta'],
  ['committedCount', 'committedDelta'],
] as const;

/** What a change of a level is in words. */
export function useChangeWords() {
  const { history, columns, reasons, conflict } = useMessages();
  const format = useFormat();

  /** "10 → 13 (+3)", or the count alone where it stayed. */
  const moved = (delta: number, after: number) =>
    delta === 0 ? format.number(after) : history.moved(format.number(after - delta), format.number(after), format.delta(delta));

  /** Each count that moved, with its name. */
  const moves = (change: StockChange) =>
    MOVED.flatMap(([count, delta]) => {
      const by = change[delta] ?? 0;
      return by === 0 ? [] : [`${columns[count]}: ${moved(by, change[count] ?? 0)}`];
    });

  const described = (change: StockChange) =>
    productFields.flatMap(({ field }) => {
      const [old, next] = [change.previous?.[field], change[field]].map((text) => text ?? conflict.empty);
      return change.previous && old !== next ? [`${columns[field]}: ${old} → ${next}`] : [];
    });

  /** Of the settings a change says only what they are afterwards: `before` is the change before. */
  const set = (change: StockChange, before: StockChange | undefined) =>
    SETTINGS.flatMap((field) => {
      const [old, next] = [before?.[field], change[field]].map((value) => value ?? undefined);
      if (old === undefined || next === undefined || old === next) return [];
      return [`${columns[field]}: ${format.number(old)} → ${format.number(next)}`];
    });

  return {
    moved,
    moves,
    who: ({ actor, actorKind }: StockChange) => history.actor[actorKind ?? 'USER'](actor ?? ''),
    /** What the reference stands for: of a transfer the other warehouse, where that is known. */
    about: ({ cause, reference }: StockChange, other: string | undefined) => {
      if (cause !== 'TRANSFERRED_OUT' && cause !== 'TRANSFERRED_IN') return reference;
      if (other === undefined) return undefined;
      return cause === 'TRANSFERRED_OUT' ? history.to(other) : history.from(other);
    },
    /** What else changed, and what was said of it. `about`: what the reference stands for. */
    why: (change: StockChange, before: StockChange | undefined, about: string | null | undefined) =>
      [...described(change), ...set(change, before), change.reason && reasons[change.reason], change.note, about]
        .filter(Boolean)
        .join(' · '),
  };
}
