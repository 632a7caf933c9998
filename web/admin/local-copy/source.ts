import { limits } from '../../../domain/limits.ts';
import type { OnhandClient } from '../../client/client.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { CopySource } from './reading.ts';

/** All levels, from the API. */
export function sourceOf(client: OnhandClient): CopySource {
  return {
    summary: async () => ask(client, documents.stockSummary, {}),
    changes: async (since, nextToken) =>
      ask(client, documents.recentChanges, { limit: limits.pageSize, nextToken, ...(since !== undefined && { since }) }),
    page: async (nextToken) => ask(client, documents.listStock, { limit: limits.pageSize, nextToken }),
  };
}
