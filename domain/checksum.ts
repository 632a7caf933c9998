const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';

/**
 * Stays below 2^31 in every step, so that it is the same number whatever the runtime's numbers are.
 */
const MODULUS = 16_777_213;
const FACTOR = 67;

/**
 * AppSync ends array methods after 1,000 elements without a word, so a text is gone through in
 * units of fewer.
 */
const PIECE = 500;
const PIECE_STARTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((place) => place * PIECE);

/**
 * A check on a base64 text of up to 10,000 characters, 0 to 16,777,212: a changed character changes
 * it. It tells damage and guesses from the real thing; it is no signature. AppSync's language has
 * no hash function and no character codes, hence this one.
 */
export function checksum(base64: string): number {
  const characters = base64.split('');
  return PIECE_STARTS.reduce(
    (whole, start) =>
      characters.slice(start, start + PIECE).reduce((sum, character) => (sum * FACTOR + ALPHABET.indexOf(character) + 1) % MODULUS, whole),
    7,
  );
}
