/** The text of a GraphQL operation, which knows the type of its data and of its variables. */
export type Operation<Data, Variables> = string & { readonly types?: (variables: Variables) => Data };

/**
 * As many root fields as Onhand puts into one document: far from AppSync's 15,000 tokens, near
 * enough to one answer's size.
 */
export const FIELDS_PER_QUERY = 100;

/**
 * A query that asks the same field for several products at once: variables `p0`, `p1`, …, which are
 * also the aliases of the answers. Ids are variables, never part of the text.
 */
export function forEachProduct<Value>(
  field: string,
  selection: string,
  count: number,
): Operation<Record<string, Value | null>, Record<string, string>> {
  const names = Array.from({ length: count }, (_, index) => `p${index}`);
  const fields = names.map((name) => `${name}:${field}(productId:$${name})${selection}`);
  return `query(${names.map((name) => `$${name}:ID!`).join()}){${fields.join(' ')}}`;
}

/** The variables of `forEachProduct`. */
export function productVariables(productIds: readonly string[]): Record<string, string> {
  return Object.fromEntries(productIds.map((productId, index) => [`p${index}`, productId]));
}
