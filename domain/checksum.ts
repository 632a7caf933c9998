const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';

/** Stays below 2^31 in every step, so that it is the same number whatever the runtime's numbers are. */
const MODULUS = 16_777_213;
const FACTOR = 67;

/**
 * A check on a base64 text, 0 to 16,777,212: a changed character changes it. It tells damage and guesses from the real thing; it is no
 * signature. AppSync's language has no hash function and no character codes, hence this one.
 */
export function checksum(base64: string): number {
  return base64.split('').reduce((sum, character) => (sum * FACTOR + ALPHABET.indexOf(character) + 1) % MODULUS, 7);
}
