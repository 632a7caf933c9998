import { itemBytes } from '../../local/emulator/gateway/item-size.ts';

/** An attribute on the wire: `{"S":"x"}` or `{"N":"5"}` where it is compared or added to. */
type Value = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, Value>>;

/** An update of a transaction as it comes over the wire. */
export interface Update {
  TableName: string;
  Key: Item;
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: Readonly<Record<string, string>>;
  ExpressionAttributeValues: Readonly<Record<string, Value>>;
}

/** Items by their key, as JSON. */
export type MemoryTable = Map<string, Item>;

/** Where an item is in its table. */
export function placeOf(key: Item): string {
  return JSON.stringify(Object.values(key).map(({ S }) => S));
}

interface Comparison {
  name: string;
  operator: string;
  placeholder: string;
}
interface Change {
  assignments: { name: string; addend: string | undefined; placeholder: string }[];
  removals: string[];
}

/** Whether a condition holds for an item. */
export function holds(item: Item, { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues }: Update): boolean {
  return readCondition(ConditionExpression).every(({ name, operator, placeholder }) => {
    const attribute = item[ExpressionAttributeNames[name] ?? ''];
    const value = ExpressionAttributeValues[placeholder] ?? {};
    if (attribute === undefined) return false;
    return operator === '=' ? attribute['S'] === value['S'] && attribute['N'] === value['N'] : Number(attribute['N']) >= Number(value['N']);
  });
}

/** The item after an update. */
export function updated(item: Item, { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues }: Update): Item {
  const { assignments, removals } = readUpdate(UpdateExpression);
  const attribute = (name: string) => ExpressionAttributeNames[name] ?? '';
  const next: Record<string, Value> = { ...item };
  for (const { name, addend, placeholder } of assignments) {
    const value = ExpressionAttributeValues[placeholder] ?? {};
    next[attribute(name)] = addend === undefined ? value : { N: String(Number(item[attribute(addend)]?.['N']) + Number(value['N'])) };
  }
  const gone = new Set(removals.map(attribute));
  return Object.fromEntries(Object.entries(next).filter(([name]) => !gone.has(name)));
}

/** Comparisons of an attribute with a value, joined by AND. Throws at anything else. */
const readCondition = remembering((expression): Comparison[] =>
  expression.split(' AND ').map((term) => {
    const [, name, operator, placeholder] = /^(#\w+) (=|>=) (:\w+)$/.exec(term) ?? [];
    if (!name || !operator || !placeholder) throw new Error(`This stand-in does not know the condition ${term}.`);
    return { name, operator, placeholder };
  }),
);

/** SET of values and of sums, and REMOVE. Throws at anything else. */
const readUpdate = remembering((expression): Change => {
  const [, set = '', removed = ''] = /^SET (.*?)(?: REMOVE (.*))?$/.exec(expression) ?? [];
  const assignments = set.split(', ').map((assignment) => {
    const [, name, addend, placeholder] = /^(#\w+) = (?:(#\w+) \+ )?(:\w+)$/.exec(assignment) ?? [];
    if (!name || !placeholder) throw new Error(`This stand-in does not know the assignment ${assignment}.`);
    return { name, addend, placeholder };
  });
  return { assignments, removals: removed.split(', ') };
});

/** There are only a few expressions. */
function remembering<Read>(read: (expression: string) => Read): (expression: string) => Read {
  const known = new Map<string, Read>();
  return (expression) => {
    const before = known.get(expression);
    if (before !== undefined) return before;
    const now = read(expression);
    known.set(expression, now);
    return now;
  };
}

/** Bytes of the larger of an item before and after. */
export function largerBytes(before: Item, after: Item): number {
  return Math.max(itemBytes(before), itemBytes(after));
}
