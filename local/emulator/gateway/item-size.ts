type AttributeValue = Readonly<{ S?: string; N?: unknown; B?: string; L?: unknown; M?: unknown; SS?: unknown; NS?: unknown; BS?: unknown }>;
type Item = Readonly<Record<string, unknown>>;

/**
 * What a list or a map takes besides its content, and each of its elements besides its own, bytes.
 */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/**
 * The size of an item in DynamoDB, bytes, by the documented rules; those of numbers are approximate
 * there too.
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value as AttributeValue), 0);
}

/** A write unit for each started KB. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

function valueBytes({ S, N, B, L, M, SS, NS, BS }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return numberBytes(N);
  if (B !== undefined) return Buffer.byteLength(B, 'base64');
  if (Array.isArray(L)) return CONTAINER_BYTES + total(L, (value) => ELEMENT_BYTES + valueBytes(value as AttributeValue));
  if (M !== undefined) return CONTAINER_BYTES + Object.keys(M as Item).length * ELEMENT_BYTES + itemBytes(M as Item);
  if (Array.isArray(SS)) return total(SS, (text) => Buffer.byteLength(String(text)));
  if (Array.isArray(NS)) return total(NS, numberBytes);
  if (Array.isArray(BS)) return total(BS, (bytes) => Buffer.byteLength(String(bytes), 'base64'));
  // A Boolean or null.
  return 1;
}

/** A byte for two significant digits, and one more. */
function numberBytes(value: unknown): number {
  const digits = String(value)
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1;
}

function total(values: readonly unknown[], bytes: (value: unknown) => number): number {
  return values.reduce<number>((sum, value) => sum + bytes(value), 0);
}
