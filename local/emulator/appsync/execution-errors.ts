import { getNullableType, GraphQLError, isListType, isObjectType, type GraphQLOutputType, type GraphQLSchema } from 'graphql';
import { codeError, ResolverError, resolverWireError, wireLocations, type WireError } from './errors.ts';

const NULL_FOR_NON_NULL = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/;

/**
 * What graphql-js reports for a field, as the service writes it. Failures of the stack itself go to
 * `log`.
 */
export function executionWireError(error: GraphQLError, schema: GraphQLSchema, log: (line: string) => void): WireError {
  const path = error.path ?? [];
  const cause = error.originalError;
  if (cause instanceof ResolverError) return resolverWireError(cause.detail, path, wireLocations(error.locations));
  const [, typeName, fieldName] = NULL_FOR_NON_NULL.exec(error.message) ?? [];
  if (typeName && fieldName) return nullViolation(schema, typeName, fieldName, path);
  if (cause instanceof GraphQLError || !cause) return shapeViolation(error.message, path);
  log(`${render(path)}: ${cause.stack ?? cause.message}`);
  return resolverWireError(codeError().detail, path, wireLocations(error.locations));
}

function nullViolation(schema: GraphQLSchema, typeName: string, fieldName: string, path: readonly (string | number)[]): WireError {
  const parent = schema.getType(typeName);
  let type: GraphQLOutputType | undefined = isObjectType(parent) ? parent.getFields()[fieldName]?.type : undefined;
  // A null among the elements of a list is a violation of the element's type.
  for (const key of path.toReversed()) {
    if (typeof key === 'string') break;
    const list = getNullableType(type);
    if (isListType(list)) type = list.ofType as GraphQLOutputType;
  }
  const message = `Cannot return null for non-nullable type: '${String(getNullableType(type))}' within parent '${typeName}' (${render(path)})`;
  return { path, locations: null, message };
}

function shapeViolation(reason: string, path: readonly (string | number)[]): WireError {
  const message = reason.startsWith('Expected Iterable')
    ? `Can't resolve value (${render(path)}) : type mismatch error, expected type LIST`
    : `Can't serialize value (${render(path)}) : ${reason}`;
  return { path, locations: null, message };
}

/** `/orders/items[3]/status` */
function render(path: readonly (string | number)[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `/${key}`)).join('');
}
