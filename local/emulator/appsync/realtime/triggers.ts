import { getNullableType, Kind, type GraphQLField, type GraphQLSchema } from 'graphql';

/** Which subscription fields hear of a mutation field. */
export type Triggers = ReadonlyMap<string, readonly string[]>;

/**
 * Reads every `@aws_subscribe`. Throws a sentence when one names a mutation that does not exist or
 * answers another type.
 */
export function readTriggers(schema: GraphQLSchema): Triggers {
  const triggers = new Map<string, string[]>();
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    for (const mutation of mutationsNamedBy(field)) {
      checkType(schema, field, mutation);
      triggers.set(mutation, [...(triggers.get(mutation) ?? []), field.name]);
    }
  }
  return triggers;
}

function mutationsNamedBy(field: GraphQLField<unknown, unknown>): string[] {
  const directive = field.astNode?.directives?.find((each) => each.name.value === 'aws_subscribe');
  const value = directive?.arguments?.find((argument) => argument.name.value === 'mutations')?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((each) => (each.kind === Kind.STRING ? [each.value] : []));
}

function checkType(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, mutation: string): void {
  const type = schema.getMutationType()?.getFields()[mutation]?.type;
  const name = `Subscription.${field.name}`;
  if (!type) throw new Error(`${name} names the mutation ${mutation}, which the schema does not have.`);
  if (String(getNullableType(type)) !== String(getNullableType(field.type)))
    throw new Error(`${name} is ${String(field.type)}, but its mutation ${mutation} answers ${String(type)}; AppSync needs the same type.`);
}
