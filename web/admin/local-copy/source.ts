import { limits } from '../../../domain/limits.ts';
import type { OnhandClient } from '../../client/client.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import type { CopySource } from './read-through.ts';

/** All levels, from the API. */
export function sourceOf(client: OnhandClient): CopySource {
  return {
    summary: async () => ask(client, documents.stockSummary, {}),
    page: async (nextToken) => ask(client, documents.listStock, { limit: limits.pageSize, nextToken }),
  };
}
