import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { WireItem } from './values.ts';

// As with the service, a token means nothing outside of this process: the key is gone with it.
const KEY = randomBytes(32);
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Wraps DynamoDB's LastEvaluatedKey into an opaque token that only the same owner (a resolver or
 * function) can use.
 */
export function sealToken(lastKey: WireItem, owner: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', KEY, iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(lastKey), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/**
 * The key in a token, or undefined when the token is made up, from another process or of another
 * owner.
 */
export function openToken(token: string, owner: string): WireItem | undefined {
  const bytes = Buffer.from(token, 'base64');
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', KEY, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    return JSON.parse(text) as WireItem;
  } catch {
    return undefined;
  }
}
