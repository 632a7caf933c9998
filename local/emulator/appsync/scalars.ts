import { GraphQLError, GraphQLScalarType, Kind, type GraphQLSchema, valueFromASTUntyped } from 'graphql';

// Seconds and their fraction may be left out, the offset may not.
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}(?::\d{2})?)$/;

/**
 * The AWS scalars that are built, by name: what makes a value valid, and the service's word for it.
 */
const AWS_SCALARS: Readonly<Record<string, { isValid(value: string): boolean; what: string }>> = {
  AWSDateTime: { isValid: isDateTime, what: 'DateTime Object' },
};

const BUILT_IN = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

/** Gives every scalar of the schema its checks. Throws a sentence on a scalar that is not built. */
export function installScalars(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(type instanceof GraphQLScalarType) || BUILT_IN.has(type.name)) continue;
    const scalar = AWS_SCALARS[type.name];
    if (!scalar) throw new Error(`The scalar ${type.name} is not built in the local stack.`);
    const check = (value: unknown, verb: string): string => {
      if (typeof value === 'string' && scalar.isValid(value)) return value;
      throw new GraphQLError(
        `Unable to ${verb} \`${typeof value === 'string' ? value : JSON.stringify(value)}\` as a valid ${scalar.what}.`,
      );
    };
    type.serialize = (value) => check(value, 'serialize');
    type.parseValue = (value) => check(value, 'parse');
    type.parseLiteral = (node) => check(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node), 'parse');
  }
}

function isDateTime(value: string): boolean {
  const [, day, hour, minute, second] = DATE_TIME.exec(value) ?? [];
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return false;
  // Rolls over on days that do not exist, such as 30 February.
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
