/** A page of a list; only a null token is the end. */
interface Page<Item> {
  items: Item[];
  nextToken?: string | null;
}

/** Every item of a list, a page at a time. */
export async function* eachItem<Item>(pageAfter: (nextToken: string | null) => Promise<Page<Item>>): AsyncGenerator<Item, void> {
  let nextToken: string | null = null;
  do {
    const page: Page<Item> = await pageAfter(nextToken);
    yield* page.items;
    nextToken = page.nextToken ?? null;
  } while (nextToken !== null);
}
