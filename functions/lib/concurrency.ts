/**
 * Runs a task for every entry, at most `limit` at once, and answers in the order of the entries.
 * The first failure rejects.
 */
export async function mapLimited<Entry, Result>(
  entries: readonly Entry[],
  limit: number,
  task: (entry: Entry) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = entries.entries();
  const worker = async () => {
    for (const [place, entry] of waiting) results[place] = await task(entry);
  };
  await Promise.all(Array.from({ length: Math.min(limit, entries.length) }, worker));
  return results;
}
