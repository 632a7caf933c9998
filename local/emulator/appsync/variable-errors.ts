import { coerceInputValue, isInputType, isNonNullType, typeFromAST, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { wireLocations, type WireError } from './errors.ts';

/**
 * The first thing that is wrong with the variables, as the service words it; undefined when nothing
 * is.
 */
export function variableWireError(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): WireError | undefined {
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) continue;
    const locations = wireLocations(definition.loc ? [definition.loc.startToken] : []);
    const value = variables[name];
    if (value === undefined || value === null) {
      const missing = isNonNullType(type) && (value === null || !definition.defaultValue);
      if (missing) return { path: null, locations, message: coercedNull(name, String(type)) };
      continue;
    }
    let first: WireError | undefined;
    coerceInputValue(value, type, (path, _invalid, error) => {
      first ??= describe(name, path, error.message, locations);
    });
    if (first) return first;
  }
  return undefined;
}

function describe(variable: string, path: readonly (string | number)[], reason: string, locations: WireError['locations']): WireError {
  const [, unknownIn] = /^Field ".+?" is not defined by type "(.+?)"/s.exec(reason) ?? [];
  if (unknownIn) {
    const message = `The variables input contains a field that is not defined for input object type '${unknownIn}' `;
    return { path: null, locations: null, message };
  }
  // The service names the variable, not the field in it that is missing.
  const [, missing] = /^(?:Field ".+?" of required|Expected non-nullable) type "(.+?)"/s.exec(reason) ?? [];
  if (missing) return { path: null, locations, message: coercedNull(variable, missing) };
  const field = path.findLast((each) => typeof each === 'string') ?? variable;
  const [, unparsable] = /(Unable to parse `.*)$/s.exec(reason) ?? [];
  const message = `Variable '${field}' has an invalid value${unparsable ? `. ${unparsable}` : `: ${reason}`}`;
  return { path: null, locations, message };
}

function coercedNull(variable: string, type: string): string {
  return `Variable '${variable}' has coerced Null value for NonNull type '${type}'`;
}
