import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { QueryCommandInput, QueryCommandOutput } from '@aws-sdk/lib-dynamodb';

/** All pages of a query, each read by `send`, which retries as its caller wants. */
export async function* queryPages(
  input: QueryCommandInput,
  send: (query: QueryCommand) => Promise<QueryCommandOutput>,
): AsyncGenerator<QueryCommandOutput, undefined> {
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await send(new QueryCommand({ ...input, ...(from && { ExclusiveStartKey: from }) }));
    yield page;
    from = page.LastEvaluatedKey;
  } while (from);
  return undefined;
}
