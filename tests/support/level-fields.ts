import { levelFields, type Field, type FieldValues } from '../../domain/level-fields.ts';

/** A value for each descriptive field of a level, `which` telling one set of them from another. */
export function someFields(which = 'first'): FieldValues {
  return Object.fromEntries(levelFields.map((each) => [each.field, valueOf(each, which)])) as unknown as FieldValues;
}

/** The fields of a level that was given none. */
export const noFields = Object.fromEntries(levelFields.map((each) => [each.field, emptyOf(each)])) as unknown as FieldValues;

/** What a caller sends to clear all of them. */
export const clearingFields = Object.fromEntries(
  levelFields.map(({ field, kind }) => [field, kind === 'flag' ? false : '']),
) as unknown as FieldValues;

/** What a field is when it was never given or is cleared. */
export function emptyOf({ kind }: Field): boolean | null {
  return kind === 'flag' ? false : null;
}

/** A value that a caller may set it to. */
export function valueOf({ field, kind }: Field, which = 'first'): string | true {
  if (kind === 'flag') return true;
  return kind === 'url' ? `https://images.example/${which}/${field}.jpg?v=1` : `${which} ${field}`;
}
