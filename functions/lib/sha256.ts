import { createHash, createHmac } from 'node:crypto';

/**
 * What a signer of requests to AWS hashes with: SHA-256, or its HMAC where there is a secret.
 * Node's own is many times as fast as one in JavaScript.
 */
export class Sha256 {
  private readonly secret: string | Uint8Array | undefined;
  private hash: ReturnType<typeof begin>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.secret = secret === undefined || typeof secret === 'string' ? secret : bytesOf(secret);
    this.hash = begin(this.secret);
  }

  update(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    this.hash = begin(this.secret);
  }
}

function begin(secret: string | Uint8Array | undefined) {
  return secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
