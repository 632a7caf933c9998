import { describe, expect, test } from 'vitest';
import { Sha256 } from '../../functions/lib/sha256.ts';

const utf8 = new TextEncoder();

describe('the hash of requests', () => {
  test('is SHA-256, in as many parts as it comes', async () => {
    const hash = new Sha256();
    for (const part of ['a', 'bc']) hash.update(utf8.encode(part));
    // FIPS 180-2, appendix B.1
    expect(hex(await hash.digest())).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test.each([
    ['text', 'Jefe'],
    ['bytes', utf8.encode('Jefe')],
    ['a part of a buffer', utf8.encode('a Jefe').subarray(2)],
    ['a buffer', utf8.encode('Jefe').buffer],
  ])('with a secret that is %s is its HMAC', async (_, secret) => {
    const hash = new Sha256(secret);
    hash.update(utf8.encode('what do ya want for nothing?'));
    // RFC 4231, test case 2
    expect(hex(await hash.digest())).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  test('begins anew after a reset', async () => {
    const hash = new Sha256();
    hash.update(utf8.encode('something else'));
    hash.reset();
    hash.update(utf8.encode('abc'));
    expect(hex(await hash.digest())).toMatch(/^ba7816bf/);
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
