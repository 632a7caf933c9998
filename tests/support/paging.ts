import type { Caller } from './client.ts';
import { type Operation, type PageArguments } from './operations.ts';
import { accepted } from './outcome.ts';

interface Page<Item> {
  items: Item[];
  nextToken?: string | null;
}

/** The pages of a list, to its end: only a null `nextToken` is one. */
export async function* pagesOf<Arguments extends PageArguments, Item>(
  list: Operation<Arguments, Page<Item>>,
  caller: Caller,
  args: Arguments,
): AsyncGenerator<Item[]> {
  let nextToken: string | null = null;
  do {
    const page: Page<Item> = await accepted(list(caller, { ...args, nextToken }));
    yield page.items;
    nextToken = page.nextToken ?? null;
  } while (nextToken !== null);
}

/** All items of a list, page by page. */
export async function allOf<Arguments extends PageArguments, Item>(
  list: Operation<Arguments, Page<Item>>,
  caller: Caller,
  args: Arguments,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf(list, caller, args)) items.push(...page);
  return items;
}
