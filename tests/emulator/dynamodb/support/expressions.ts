import { RESERVED_WORDS } from '../../../../local/emulator/dynamodb/embedded/expressions/reserved-words.ts';
import type { KeyAttribute } from './tables.ts';
import { anyValue, ATTRIBUTES, keyValue, NESTED, valueOfType, type Maker, type Value } from './values.ts';

/** The placeholders of a request, as its expressions are made. */
export class Placeholders {
  readonly names = new Map<string, string>();
  readonly values = new Map<string, Value>();
  readonly #maker: Maker;

  constructor(maker: Maker) {
    this.#maker = maker;
  }

  /** An attribute's name as an expression writes it. */
  name(attribute: string): string {
    const { random, flaw } = this.#maker;
    const isPlain = /^[A-Za-z]\w*$/.test(attribute) && !RESERVED_WORDS.has(attribute.toUpperCase());
    if (flaw(0.5)) return random.pick(['#missing', 'count', '1a', '@', '']);
    if (isPlain && random.percent(60)) return attribute;
    const known = [...this.names].find(([, name]) => name === attribute)?.[0];
    const placeholder = known ?? `#n${this.names.size}`;
    this.names.set(placeholder, attribute);
    return placeholder;
  }

  value(value: Value): string {
    if (this.#maker.flaw(0.3)) return ':missing';
    const placeholder = `:v${this.values.size}`;
    this.values.set(placeholder, value);
    return placeholder;
  }

  /** A request's expressions with what their placeholders stand for. */
  parameters(expressions: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
    const texts = Object.values(expressions).join(' ');
    const used = <Given>(given: ReadonlyMap<string, Given>, unused: Given) => [
      ...[...given].filter(([placeholder]) => new RegExp(`${placeholder}\\b`).test(texts)),
      ...(texts !== '' && this.#maker.flaw(0.5) ? [['#unused', unused] as const] : []),
    ];
    const names = used(this.names, 'unused');
    if (this.values.size === 0) return { ...expressions, ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }) };
    const values = used(this.values, { N: '1' }).map(([placeholder, value]) => [placeholder.replace('#', ':'), value] as const);
    return {
      ...expressions,
      ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
    };
  }
}

/**
 * An attribute of an item, sometimes one within a map: how it is written, the type that it has as a
 * rule, and which attribute of the item it is in.
 */
export interface Place {
  text: string;
  type: string;
  root: string;
}

export function path(holder: Placeholders, { random, flaw }: Maker, attributes: readonly KeyAttribute[]): Place {
  const [root, type] = random.pick(random.percent(70) ? ATTRIBUTES : attributes);
  if (type === 'M' ? random.percent(20) : !flaw(0.5)) return { text: holder.name(root), type, root };
  const inner = random.times(random.percent(20) ? 2 : 1, () => holder.name(random.pick(NESTED)));
  return { text: [holder.name(root), ...inner].join('.'), type: 'N', root };
}

/** A condition or a filter. */
export function condition(holder: Placeholders, maker: Maker, attributes: readonly KeyAttribute[], depth = 0): string {
  const { random, flaw } = maker;
  const inner = () => condition(holder, maker, attributes, depth + 1);
  const shape = depth < 3 ? random.int(100) : 100;
  if (shape < 14) return `${inner()} AND ${inner()}`;
  if (shape < 26) return `${inner()} OR ${inner()}`;
  if (shape < 34) return `NOT ${inner()}`;
  if (shape < 44) return bracketed(inner(), flaw(2));
  return comparison(holder, maker, attributes);
}

function bracketed(text: string, twice: boolean): string {
  return text.startsWith('(') && text.endsWith(')') && !twice ? text : `(${text})`;
}

const BAD_COMPARISONS = ['# == :', '# =', '# + : > :', 'what(#)', '# BETWEEN :', '# IN ()', 'NOT', 'attribute_exists(:)'];

function comparison(holder: Placeholders, maker: Maker, attributes: readonly KeyAttribute[]): string {
  const { random, flaw } = maker;
  const { text, type, root } = path(holder, maker, attributes);
  const fitting = () => holder.value(flaw(2) ? anyValue(maker) : valueOfType(type, maker));
  const another = (): string => {
    const made = path(holder, maker, attributes);
    return made.root === root && !flaw(3) ? fitting() : made.text;
  };
  const other = () => (random.percent(75) ? fitting() : another());
  if (flaw(0.5)) return random.pick(BAD_COMPARISONS).replaceAll('#', text).replaceAll(':', fitting);
  const isOrdered = ['S', 'N', 'B'].includes(type) || flaw(3);
  const kind = random.int(isOrdered ? 100 : 60);
  if (kind < 14) return `attribute_exists(${text})`;
  if (kind < 28) return `attribute_not_exists(${text})`;
  if (kind < 40) return `${text} IN (${random.times(1 + random.int(4), other).join(', ')})`;
  if (kind < 60) return `${text} ${random.pick(['=', '=', '<>'])} ${other()}`;
  if (kind < 72) return `${text} BETWEEN ${bounds(holder, maker, type).join(' AND ')}`;
  if (kind < 82 && (type !== 'N' || flaw(3))) return `begins_with(${text}, ${other()})`;
  const comparator = random.pick(['<', '<=', '>', '>=']);
  return random.percent(12) ? `${other()} ${comparator} ${text}` : `${text} ${comparator} ${other()}`;
}

function bounds(holder: Placeholders, maker: Maker, type: string): string[] {
  const { random, flaw } = maker;
  if (flaw(2)) return [holder.value(valueOfType(type, maker)), holder.value(valueOfType(type, maker))];
  const low = random.int(8) - 3;
  const letter = random.int(3);
  const of = (place: number) =>
    type === 'N' ? { N: String(low + place) } : type === 'B' ? { B: ['AA==', 'YQ==', '/w=='][place] } : { S: 'abc'[place] };
  const first = type === 'N' ? 0 : Math.min(letter, 2);
  const last = type === 'N' ? random.int(5) : first + random.int(3 - first);
  return [holder.value(of(first)), holder.value(of(last))];
}

const NUMERIC = ATTRIBUTES.filter(([, type]) => type === 'N');

/** An update. `attributes` are those of keys of indexes. */
export function update(holder: Placeholders, maker: Maker, attributes: readonly KeyAttribute[]): string {
  const { random, flaw } = maker;
  const kinds = ['SET', 'REMOVE', 'ADD'].filter(() => random.percent(55));
  if (kinds.length === 0) kinds.push('SET');
  if (flaw(0.5)) kinds.push(kinds[0] as string);
  const seen = new Set<string>();
  const actions = (kind: string) => {
    const places = random
      .times(1 + random.int(3), () => {
        const isNumeric = kind === 'ADD' && !flaw(1);
        return isNumeric ? path(holder, maker, NUMERIC) : path(holder, maker, attributes);
      })
      .filter(({ root, type }) => {
        const isFree = (!seen.has(root) || flaw(2)) && (kind !== 'ADD' || type === 'N' || flaw(1));
        seen.add(root);
        return isFree;
      });
    return places.map((place) => action(kind, place, holder, maker, attributes)).join(', ');
  };
  const sections = kinds
    .map((kind) => [random.percent(8) ? kind.toLowerCase() : kind, actions(kind)] as const)
    .filter(([, made]) => made !== '' || flaw(1));
  return sections.length > 0 ? sections.map((section) => section.join(' ')).join(' ') : `REMOVE ${holder.name('title')}`;
}

function action(kind: string, place: Place, holder: Placeholders, maker: Maker, attributes: readonly KeyAttribute[]): string {
  const { random, flaw } = maker;
  const { text, type, root } = place;
  const isKey = attributes !== ATTRIBUTES && attributes.some(([name]) => name === root);
  if (kind === 'REMOVE') return text;
  const number = () => holder.value(flaw(1) ? { S: 'a' } : isKey ? keyValue('N', maker) : valueOfType('N', maker));
  if (kind === 'ADD') return `${text} ${number()}`;
  const loose = () => (random.percent(92) ? valueOfType(type, maker) : anyValue(maker));
  const given = () => holder.value(isKey ? (flaw(2) ? anyValue(maker) : keyValue(type, maker)) : loose());
  const operand = () => (random.percent(50) ? number() : `if_not_exists(${text}, ${number()})`);
  if (type !== 'N' || random.percent(35)) return `${text} = ${random.percent(15) ? `if_not_exists(${text}, ${given()})` : given()}`;
  if (random.percent(15) && !isKey) return `${text} = ${path(holder, maker, ATTRIBUTES).text}`;
  return `${text} = ${random.percent(50) ? text : operand()} ${random.pick(['+', '-'])} ${operand()}`;
}
