import type { Parameters } from './message.ts';

/**
 * The parameters of a subscription whose filter policy finds exact texts in attributes of the type
 * String.Array too, where one of the list is enough. The emulator compares the list's JSON as one
 * text, so each text is also asked for as a part of that, with its quotes. Policies with anything
 * else stay as they are.
 */
export function withArrayFilters(parameters: Parameters): Parameters {
  const [key] = Object.entries(parameters).find(([, value]) => value === 'FilterPolicy') ?? [];
  const place = key?.replace(/\.key$/, '.value') ?? (parameters['AttributeName'] === 'FilterPolicy' ? 'AttributeValue' : '');
  const policy = parameters[place];
  return policy === undefined ? parameters : { ...parameters, [place]: widened(policy) };
}

function widened(policy: string): string {
  const widen = (condition: unknown) =>
    // A star would stand for any text.
    typeof condition === 'string' && !condition.includes('*') ? [condition, { wildcard: `*${JSON.stringify(condition)}*` }] : [condition];
  try {
    const rules = Object.entries(JSON.parse(policy) as Record<string, unknown>);
    return JSON.stringify(
      Object.fromEntries(rules.map(([name, value]) => [name, Array.isArray(value) && name !== '$or' ? value.flatMap(widen) : value])),
    );
  } catch {
    // The emulator refuses it.
    return policy;
  }
}
