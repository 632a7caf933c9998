/** The ids that a function named as failed; nothing, null and `{}` name none. */
export function failedItems(result: unknown): string[] | 'malformed' {
  if (result === null || result === undefined) return [];
  const list = typeof result === 'object' ? (result as { batchItemFailures?: unknown }).batchItemFailures : undefined;
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) return 'malformed';
  const ids = (list as ({ itemIdentifier?: unknown } | null)[]).map((entry) => entry?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && id !== '') ? (ids as string[]) : 'malformed';
}
