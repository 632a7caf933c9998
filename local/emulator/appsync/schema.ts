import { readFileSync } from 'node:fs';
import { buildSchema, isIntrospectionType, isObjectType, type GraphQLSchema } from 'graphql';
import type { ApiDescription } from './api-description.ts';
import { authRulesOf } from './authorize.ts';
import { fieldResolver } from './field.ts';
import type { ResolverTable } from './resolvers.ts';
import { installScalars } from './scalars.ts';

/** The scalars and directives that the service declares by itself. */
const BUILT_IN = readFileSync(new URL('./built-in.graphql', import.meta.url), 'utf8');

/**
 * The types of the API without resolvers and authorisation: fields take their value from the
 * parent. For payloads of subscriptions.
 */
export function createPayloadSchema(api: ApiDescription): GraphQLSchema {
  const schema = buildSchema(`${api.definition}\n${BUILT_IN}`);
  installScalars(schema);
  return schema;
}

/**
 * The executable schema: every field checks who asks, then runs its resolver or takes its value
 * from the parent.
 */
export function createSchema(api: ApiDescription, resolvers: ResolverTable): GraphQLSchema {
  const schema = createPayloadSchema(api);
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const unattached = new Set(resolvers.keys());
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      unattached.delete(name);
      const rules = authRulesOf(type, field, api.defaultMode);
      const isRoot = roots.has(type);
      field.resolve = fieldResolver({ typeName: type.name, fieldName: field.name, isRoot, rules, resolver: resolvers.get(name) });
    }
  }
  if (unattached.size > 0)
    throw new Error(`The template attaches resolvers to fields that the schema does not have: ${[...unattached].join(', ')}.`);
  return schema;
}
