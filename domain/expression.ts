/**
 * A DynamoDB update or condition with plain values. Every attribute stands in it as `#attribute`,
 * so no reserved word can meet it.
 */
export interface Expression {
  expression: string;
  attributes: string[];
  /** By placeholder, with its colon. */
  values: Record<string, unknown>;
}

/** An update of one item and the condition under which it may happen. */
export interface ConditionalUpdate {
  update: Expression;
  condition: Expression;
}

/** The names of an expression as DynamoDB takes them. */
export function attributeNames(attributes: string[]): Record<string, string> {
  const names: Record<string, string> = {};
  attributes.forEach((attribute) => {
    names[`#${attribute}`] = attribute;
  });
  return names;
}

/**
 * Sets and removes attributes, one at least. Each assignment reads `#attribute = …`, each removal
 * is a bare attribute.
 */
export function setAndRemove(assignments: Record<string, string>, removals: string[], values: Record<string, unknown>): Expression {
  const set = Object.keys(assignments).map((attribute) => `#${attribute} = ${assignments[attribute]}`);
  const remove = removals.map((attribute) => `#${attribute}`);
  const clauses = [set.length > 0 ? `SET ${set.join(', ')}` : '', remove.length > 0 ? `REMOVE ${remove.join(', ')}` : ''];
  return {
    expression: clauses.filter((clause) => clause !== '').join(' '),
    attributes: Object.keys(assignments).concat(removals),
    values,
  };
}
