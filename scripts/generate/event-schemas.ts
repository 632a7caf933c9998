import { isEnumType, isListType, isNonNullType, isObjectType, isScalarType } from 'graphql';
import type { GraphQLOutputType, GraphQLSchema } from 'graphql';
import { SCHEMA_VERSION } from '../../functions/send-events/events.ts';
import type { EventKind } from '../../functions/send-events/events.ts';
import { KINDS } from '../../functions/send-events/kinds.ts';
import { readSchema } from './api-docs/model.ts';
import { formatted } from './document.ts';

type JsonSchema = Record<string, unknown>;

const LEFT_OUT = 'Null where an event with them would be larger than the bus takes: ask the API.';

/** The JSON schemas of what consumers get as `detail`, by file. */
export const EVENT_SCHEMAS: Readonly<Record<string, () => Promise<string>>> = Object.fromEntries(
  (Object.keys(KINDS) as EventKind[]).map((kind) => {
    const file = `schema/events/${kind}.json`;
    return [file, () => formatted(file, JSON.stringify(schemaOf(kind)))];
  }),
);

function schemaOf(kind: EventKind): JsonSchema {
  const { description, type } = KINDS[kind];
  const definitions: JsonSchema = {};
  const data = objectSchema(readSchema(), type, definitions);
  if (kind === 'stock.status') add(data, 'previousStatus', nullable({ $ref: '#/$defs/StockStatus' }, 'Null for a new level.'));
  if (kind === 'order.fulfilled') add(data, 'lines', nullable((data['properties'] as JsonSchema)['lines'] as JsonSchema, LEFT_OUT));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: kind,
    description: `${description} The detail of an event whose source is onhand and whose detail-type is ${kind}.`,
    type: 'object',
    required: ['id', 'schemaVersion', 'replay', 'data'],
    properties: {
      id: { type: 'string', description: 'The same for every copy of an event, and of no other.' },
      schemaVersion: { const: SCHEMA_VERSION, description: 'Raised when a consumer of the version before could misread an event.' },
      replay: { type: ['string', 'null'], description: 'Names the replay that sent it again; null where it was sent as it happened.' },
      data,
    },
    $defs: definitions,
  };
}

function add(data: JsonSchema, name: string, property: JsonSchema): void {
  const { required, properties } = data as { required: string[]; properties: JsonSchema };
  if (!required.includes(name)) required.push(name);
  properties[name] = property;
}

function nullable({ description, ...schema }: JsonSchema, more = ''): JsonSchema {
  const text = [description, more].filter(Boolean).join(' ');
  return { ...(text && { description: text }), anyOf: [schema, { type: 'null' }] };
}

/** Every field is there: what has no value is null. */
function objectSchema(schema: GraphQLSchema, name: string, definitions: JsonSchema): JsonSchema {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`The schema has no type ${name}.`);
  const fields = Object.values(type.getFields());
  const properties = fields.map(({ name: field, type: inner, description }): [string, JsonSchema] => {
    const text = description ? { description: description.replaceAll('\n', ' ') } : {};
    const property = { ...text, ...typeSchema(schema, isNonNullType(inner) ? inner.ofType : inner, definitions) };
    return [field, isNonNullType(inner) ? property : nullable(property)];
  });
  return { type: 'object', required: fields.map(({ name: field }) => field), properties: Object.fromEntries(properties) };
}

function typeSchema(schema: GraphQLSchema, type: GraphQLOutputType, definitions: JsonSchema): JsonSchema {
  if (isNonNullType(type)) return typeSchema(schema, type.ofType, definitions);
  if (isListType(type)) return { type: 'array', items: typeSchema(schema, type.ofType, definitions) };
  if (isScalarType(type)) return scalarSchema(type.name);
  definitions[type.name] ??= isEnumType(type)
    ? { type: 'string', enum: type.getValues().map(({ name }) => name) }
    : objectSchema(schema, type.name, definitions);
  return { $ref: `#/$defs/${type.name}` };
}

function scalarSchema(name: string): JsonSchema {
  if (name === 'Int') return { type: 'integer' };
  if (name === 'Boolean') return { type: 'boolean' };
  return name === 'AWSDateTime' ? { type: 'string', format: 'date-time' } : { type: 'string' };
}
