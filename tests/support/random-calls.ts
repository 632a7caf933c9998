import { readFileSync } from 'node:fs';
import fc, { type Arbitrary } from 'fast-check';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** A call that somebody might send who means harm, or whose program is broken. */
export interface RandomCall {
  field: string;
  document: string;
  variables: Record<string, unknown>;
}

/** A root field, as the schema has it. */
export interface RootField {
  operation: 'query' | 'mutation';
  name: string;
  /** The error types that its documentation names. */
  errors: readonly string[];
  /** Calls of it, whose arguments are sometimes right. */
  calls: Arbitrary<RandomCall>;
}

type Inputs = readonly (GraphQLArgument | GraphQLInputField)[];

const sdl = ['schema', 'appsync'].map((name) => readFileSync(`schema/${name}.graphql`, 'utf8')).join('\n');
const schema = buildSchema(sdl);

/** Deeper selections than this are refused by the API anyway. */
const DEEPEST = 6;

/** Texts that fit, by the name of the input; those of '' where a name is not among them. */
export type FittingTexts = Readonly<Record<string, readonly string[]>>;

/** Of all queries and mutations. */
export function rootFields(texts: FittingTexts): RootField[] {
  return (['query', 'mutation'] as const).flatMap((operation) => {
    const type = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
    return Object.values(type?.getFields() ?? {}).map((field) => ({
      operation,
      name: field.name,
      errors: documentedErrors(field),
      calls: valuesOf(field.args, texts).map((variables) => ({ field: field.name, document: documentOf(operation, field), variables })),
    }));
  });
}

function documentedErrors({ description }: GraphQLField<unknown, unknown>): string[] {
  const line = /^Errors: (.*)$/m.exec(description ?? '')?.[1] ?? '';
  return Array.from(line.matchAll(/`(\w+)`/g), ([, type = '']) => type);
}

/** Texts as they should be, and those that break programs that glue texts together. */
function textOf(fitting: readonly string[]): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...fitting) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', ' ', '#', 'LEVEL#x', '../x', '__proto__', 'constructor', '\u0000', 'a\nb', '\u202Ex', '\u200B'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('<script>alert(1)</script>', "' OR 1=1 --", '${7*7}', '{{7*7}}', '=HYPERLINK("x")', '%00', '\\u0000'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('x'.repeat(128), 'x'.repeat(129), 'é'.repeat(100), '🦆'.repeat(64), 'x'.repeat(5_000), '\uD800'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  );
}

const numbers = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, -0, -1, 100, 101, 1_000_000, 1_000_001, 1_000_000_000, 1_000_000_001) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53, 1.5, 1e21, '5', true) },
);

/** What fits no type but its own. */
const strangers = fc.constantFrom<unknown>(null, 0, 'x', true, [], {}, [[]], { __proto__: 1 }, [null]);

function valueOf(type: GraphQLInputType, texts: FittingTexts, name: string): Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: fittingValue(type, texts, name) }, { weight: 1, arbitrary: strangers });
}

function fittingValue(type: GraphQLInputType, texts: FittingTexts, name: string): Arbitrary<unknown> {
  if (isNonNullType(type)) return fittingValue(type.ofType, texts, name);
  if (isListType(type)) {
    const items = valueOf(type.ofType, texts, name);
    const long = fc
      .constantFrom(51, 99, 101, 301)
      .chain((length) => fittingValue(type.ofType, texts, name).map((item) => Array.from({ length }, () => item)));
    return fc.oneof({ weight: 12, arbitrary: fc.array(items, { minLength: 0, maxLength: 3 }) }, { weight: 1, arbitrary: long });
  }
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    return fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.constantFrom('NONE', 'active', '') });
  }
  if (isInputObjectType(type)) return valuesOf(Object.values(type.getFields()), texts);
  if (type.name === 'Boolean') return fc.boolean();
  return type.name === 'Int' ? numbers : textOf(texts[name] ?? texts[''] ?? []);
}

/** An object with most of what is asked for, some of what may be, and seldom something unknown. */
function valuesOf(inputs: Inputs, texts: FittingTexts): Arbitrary<Record<string, unknown>> {
  const some = inputs.map(({ name, type }) => {
    const weight = isNonNullType(type) ? 60 : 1;
    const value = valueOf(type, texts, name).map((each) => [[name, each] as const]);
    return fc.oneof({ weight, arbitrary: value }, { weight: 1, arbitrary: fc.constant([]) });
  });
  const unknown = fc.oneof({ weight: 60, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant([['isAdmin', true] as const]) });
  return fc.tuple(...some, unknown).map((entries) => Object.fromEntries<unknown>(entries.flat()));
}

function documentOf(operation: string, { name, args, type }: GraphQLField<unknown, unknown>): string {
  const declared = args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const given = args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  return `${operation} Call${declared && `(${declared})`} { ${name}${given && `(${given})`} ${selectionOf(type, DEEPEST)} }`;
}

/** All there is to see, so that a field which fails alone is seen to. */
function selectionOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields())
    .filter((field) => field.args.every((argument) => !isNonNullType(argument.type)))
    .filter((field) => depth > 0 || !isObjectType(getNamedType(field.type)))
    .map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`);
  return `{ ${fields.join(' ')} }`;
}
