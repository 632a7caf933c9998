import { limits } from '../../../domain/limits.ts';
import type { StockPage } from '../../../schema/types.ts';
import type { OnhandClient } from '../../client/client.ts';
import { documents } from '../../client/documents.ts';
import { LEVEL } from '../../client/selections.ts';
import { whole } from '../../client/stores/stock-listing.ts';
import { ask } from '../api/ask.ts';
import type { CopySource, LevelList } from './reading.ts';

/** All levels, from the API. */
export function sourceOf(client: OnhandClient): CopySource {
  return {
    summary: async () => ask(client, documents.stockSummary, {}),
    changes: async (since, nextToken) =>
      ask(client, documents.recentChanges, { limit: limits.pageSize, nextToken, ...(since !== undefined && { since }) }),
    async pages(lists) {
      const answer = whole(await client.api.query<Record<string, StockPage>, object>(listsQuery(lists.length), listsVariables(lists)));
      return lists.map((_list, place) => answer[`l${place}`] as StockPage);
    },
  };
}

/** Asks for so many lists at once: variables `f0`, `t0`, …, and aliases `l0`, …, of the answers. */
function listsQuery(count: number): string {
  const places = Array.from({ length: count }, (_, place) => place);
  const declared = places.map((place) => `$f${place}:StockFilterInput,$t${place}:String`).join();
  const fields = places.map(
    (place) => `l${place}:listStock(filter:$f${place},limit:${limits.pageSize},nextToken:$t${place}){items{${LEVEL}} nextToken}`,
  );
  return `query(${declared}){${fields.join(' ')}}`;
}

function listsVariables(lists: readonly LevelList[]): object {
  const variables = lists.map(({ warehouseId, nextToken }, place) => {
    return { [`f${place}`]: warehouseId === undefined ? {} : { warehouseId }, [`t${place}`]: nextToken };
  });
  return Object.assign({}, ...variables) as object;
}
