/** The width of a letter on average, and of what is beside a text: its sign or arrow, the edges. */
const LETTER = 7.2;
const AROUND = 32;

/** The room that a text needs in a cell, pixels, as far as that can be said of any font. */
export function roomFor(text: string): number {
  return Math.ceil(text.length * LETTER + AROUND);
}
