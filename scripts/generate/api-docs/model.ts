import { readFileSync } from 'node:fs';
import type { ConstDirectiveNode, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { buildASTSchema, parse, valueFromASTUntyped } from 'graphql';
import { policyFields } from '../../../infra/callers.ts';

/** A root field as the documentation shows it. */
export interface RootField {
  operation: Operation;
  name: string;
  /** As in the schema, without directives. */
  signature: string;
  /** Paragraphs of what it does. */
  purpose: string[];
  /** Text after "Limits:"; empty when the schema has no such line. */
  limits: string;
  /** Error types after "Errors:". */
  errors: string[];
  /** A GraphQL document; empty when the schema has none. */
  example: string;
  callers: Caller[];
}

export type Operation = 'Query' | 'Mutation' | 'Subscription';

/** Everybody who may call something, in the order of the documentation. */
export const callers = ['API key', 'viewer', 'admin', 'checkout', 'catalogue', 'returns', 'Onhand itself'] as const;
type Caller = (typeof callers)[number];

export const operations: readonly Operation[] = ['Query', 'Mutation', 'Subscription'];

/** The public schema with AppSync's scalars and directives. */
export function readSchema(): GraphQLSchema {
  const files = ['appsync.graphql', 'schema.graphql'].map((file) =>
    readFileSync(new URL(`../../../schema/${file}`, import.meta.url), 'utf8'),
  );
  return buildASTSchema(parse(files.join('\n')));
}

/** All root fields in the order of the schema. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  return operations.flatMap((operation) => {
    const type = schema.getType(operation) as GraphQLObjectType | undefined;
    return Object.values(type?.getFields() ?? {}).map((field) => rootField(operation, field));
  });
}

function rootField(operation: Operation, field: GraphQLField<unknown, unknown>): RootField {
  return {
    operation,
    name: field.name,
    signature: signatureOf(field),
    ...describe(field.description ?? ''),
    callers: callersOf(operation, field),
  };
}

function signatureOf(field: GraphQLField<unknown, unknown>): string {
  const parameters = field.args.map((argument) => `${argument.name}: ${argument.type.toString()}`).join(', ');
  return `${field.name}${parameters && `(${parameters})`}: ${field.type.toString()}`;
}

function describe(description: string): Pick<RootField, 'purpose' | 'limits' | 'errors' | 'example'> {
  const example = /```graphql\n([^]*?)```/.exec(description)?.[1]?.trim() ?? '';
  const paragraphs = description
    .replace(/```[^]*?```/g, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
  const labelled = (label: string): string =>
    paragraphs
      .find((each) => each.startsWith(label))
      ?.slice(label.length)
      .trim() ?? '';
  return {
    purpose: paragraphs.filter((paragraph) => !/^(Limits|Errors):/.test(paragraph)),
    limits: labelled('Limits:'),
    errors: [...labelled('Errors:').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? ''),
    example,
  };
}

function callersOf(operation: Operation, field: GraphQLField<unknown, unknown>): Caller[] {
  const directives = field.astNode?.directives ?? [];
  const named = (name: string): ConstDirectiveNode | undefined => directives.find((directive) => directive.name.value === name);
  const groups = groupsOf(named('aws_cognito_user_pools'));
  const policies = (['checkout', 'catalogue', 'returns'] as const).filter((policy) => policyFields[policy][operation].includes(field.name));
  const allowed: Record<Caller, boolean> = {
    'API key': named('aws_api_key') !== undefined,
    viewer: groups.includes('viewer'),
    admin: groups.includes('admin'),
    checkout: policies.includes('checkout'),
    catalogue: policies.includes('catalogue'),
    returns: policies.includes('returns'),
    // Signed requests are allowed, but no policy for others names the field.
    'Onhand itself': named('aws_iam') !== undefined && policies.length === 0,
  };
  return callers.filter((caller) => allowed[caller]);
}

function groupsOf(directive: ConstDirectiveNode | undefined): string[] {
  const groups = directive?.arguments?.find((argument) => argument.name.value === 'cognito_groups');
  const value: unknown = groups && valueFromASTUntyped(groups.value);
  return Array.isArray(value) ? value.map(String) : [];
}
