import { fold } from '../../../domain/text.ts';

/** In shorter ids one letter is no slip: W and E are two warehouses. */
const LONG_ENOUGH = 4;

/** The known warehouse that somebody probably means who types an id that is not known. */
export function likelyWarehouse(typed: string, known: readonly string[]): string | undefined {
  if (typed === '' || known.includes(typed)) return undefined;
  const bare = bareOf(typed);
  return known.find((id) => bareOf(id) === bare) ?? known.find((id) => isOneLetterOff(bareOf(id), bare));
}

/** Without what is easily typed another way: case and spaces. */
function bareOf(id: string): string {
  return fold(id).replaceAll(/\s/g, '');
}

/** One letter more, less, other, or two that changed places; another digit is another warehouse. */
function isOneLetterOff(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < LONG_ENOUGH) return false;
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (/\d/.test(left + right)) return false;
  const swapped = left.length === 2 && right === left.slice(1) + left.slice(0, 1);
  return swapped || (left.length <= 1 && right.length <= 1);
}
