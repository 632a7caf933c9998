import { execute, visit, type ASTNode, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { executionWireError } from '../execution-errors.ts';
import type { GraphqlRequest } from '../request-body.ts';
import { rootFieldsOf } from './root-fields.ts';

/** What a subscriber selects of an event. */
export interface Selection {
  /** The same for subscribers who get the same payload. */
  key: string;
  /** `payload` of a data frame, as JSON text. */
  render(event: unknown): string;
}

/**
 * The selection of a validated subscription. It is executed over the event with `payloadSchema`,
 * which has neither resolvers nor authorisation: what the mutation did not select is null, and an
 * error where null must not be.
 */
export function createSelection(
  payloadSchema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  request: GraphqlRequest,
  log: (line: string) => void,
): Selection {
  const { query, variables, operationName } = request;
  const roots = rootFieldsOf(document, operation);
  return {
    key: JSON.stringify([query, operationName, shapedByVariables(document, roots) ? variables : null]),
    render: (event) => {
      const rootValue = Object.fromEntries(roots.map(({ name }) => [name.value, event]));
      const result = execute({ schema: payloadSchema, document, rootValue, variableValues: variables, operationName });
      if ('then' in result) throw new Error('A field of a payload took time, although payloads have no resolvers.');
      const data = result.data ?? null;
      const errors = (result.errors ?? []).map((error) => executionWireError(error, payloadSchema, log));
      return JSON.stringify(errors.length > 0 ? { data, errors: errors.map(({ message, path }) => ({ message, path })) } : { data });
    },
  };
}

/**
 * Whether variables do more than fill the arguments of the root field, which an event no longer
 * asks.
 */
function shapedByVariables(document: DocumentNode, roots: readonly ASTNode[]): boolean {
  let found = false;
  visit(document, {
    VariableDefinition: () => false,
    Argument: (_node, _key, _parent, _path, ancestors) => {
      const holder = ancestors.at(-1);
      return roots.some((root) => root === holder) ? false : undefined;
    },
    Variable: () => {
      found = true;
    },
  });
  return found;
}
