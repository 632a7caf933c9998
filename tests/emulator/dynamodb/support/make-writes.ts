import { condition, Placeholders, update } from './expressions.ts';
import { attributesOf, capacity, firstOf, itemOf, keyOf, tableOf, type Body, type Request } from './parts.ts';
import { TABLES } from './tables.ts';
import { ATTRIBUTES, type Item, type Maker } from './values.ts';

/** `PutItem`, also as an entry of a transaction. */
export function put(maker: Maker): Body {
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const expressions = maker.random.percent(40) ? { ConditionExpression: condition(holder, maker, attributesOf(table)) } : {};
  return { TableName: table.name, Item: itemOf(table, maker), ...holder.parameters(expressions) };
}

/** `UpdateItem`; in a transaction its expression is `needed`. */
export function updateItem(maker: Maker, needed = false): Body {
  const { random, flaw } = maker;
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const own = new Set(table.key.map(([name]) => name));
  const free = attributesOf(table).filter(([name]) => flaw(0.3) || !own.has(name));
  return {
    TableName: table.name,
    Key: keyOf(table, maker),
    ...holder.parameters({
      ...((needed || random.percent(97)) && { UpdateExpression: update(holder, maker, free.length > 0 ? free : ATTRIBUTES) }),
      ...(random.percent(40) && { ConditionExpression: condition(holder, maker, attributesOf(table)) }),
    }),
  };
}

/** `DeleteItem`. */
export function remove(maker: Maker): Body {
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const expressions = maker.random.percent(40) ? { ConditionExpression: condition(holder, maker, attributesOf(table)) } : {};
  return { TableName: table.name, Key: keyOf(table, maker), ...holder.parameters(expressions) };
}

function check(maker: Maker): Body {
  const table = tableOf(maker);
  const holder = new Placeholders(maker);
  const expressions = maker.flaw(0.5) ? {} : { ConditionExpression: condition(holder, maker, attributesOf(table)) };
  return { TableName: table.name, Key: keyOf(table, maker), ...holder.parameters(expressions) };
}

/** `BatchWriteItem`. */
export function batchWrite(maker: Maker): Omit<Request, 'flaws'> {
  const { random, flaw } = maker;
  const tables = random.times(1 + random.int(2), () => tableOf(maker));
  const asked = tables.map((table) => {
    const writes = random.times(1 + random.int(flaw(1) ? 30 : 5), () =>
      random.percent(70) ? { PutRequest: { Item: itemOf(table, maker) } } : { DeleteRequest: { Key: keyOf(table, maker) } },
    );
    const keys = writes.map(({ PutRequest, DeleteRequest }) =>
      Object.fromEntries(table.key.map(([name]) => [name, (PutRequest?.Item ?? DeleteRequest?.Key)?.[name]])),
    );
    return [table.name, flaw(3) ? writes : writes.filter((_, place) => firstOf(keys, place))] as const;
  });
  return { operation: 'BatchWriteItem', body: { RequestItems: Object.fromEntries(asked), ...capacity(maker) } };
}

/** `TransactWriteItems`, sometimes with a token that was used before. */
export function transactWrite(maker: Maker): Omit<Request, 'flaws'> {
  const { random, flaw } = maker;
  const count = flaw(1) ? random.pick([0, 101]) : random.percent(3) ? 60 : 1 + random.int(5);
  const entries = random.times(count, () => {
    const kind = random.pick(['Put', 'Update', 'Update', 'Delete', 'ConditionCheck']);
    const make = { Put: put, Update: (each: Maker) => updateItem(each, true), Delete: remove, ConditionCheck: check }[kind] ?? put;
    const failing = random.percent(50) && { ReturnValuesOnConditionCheckFailure: random.pick(['ALL_OLD', 'NONE']) };
    return { [kind]: { ...make(maker), ...failing } };
  });
  const names = entries.map((entry) => {
    const { TableName, Item, Key } = Object.values(entry)[0] as { TableName: string; Item?: Item; Key?: Item };
    const table = TABLES.find(({ name }) => name === TableName);
    return [TableName, (table?.key ?? []).map(([name]) => (Item ?? Key)?.[name])];
  });
  const kept = flaw(3) ? entries : entries.filter((_, place) => firstOf(names, place));
  const token = random.percent(15) ? { ClientRequestToken: flaw(1) ? 'x'.repeat(37) : `token-${random.int(30)}` } : {};
  return { operation: 'TransactWriteItems', body: { TransactItems: kept, ...token, ...capacity(maker) } };
}
