import { execute, getOperationAST, type ExecutionResult, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { PreparedDocument } from './documents.ts';
import { depthError, resolverWireError, type WireError } from './errors.ts';
import { executionWireError } from './execution-errors.ts';
import type { RequestScope } from './field.ts';
import { MAX_DOCUMENT_DEPTH } from './limits.ts';
import type { GraphqlRequest } from './request-body.ts';
import { variableWireError } from './variable-errors.ts';

/** A GraphQL response; `errors` only when there are some. */
export interface GraphqlAnswer {
  data: unknown;
  errors?: WireError[];
}

/** The operation that a request means, or why there is none. */
export function selectOperation(prepared: PreparedDocument, operationName: string | undefined): OperationDefinitionNode | GraphqlAnswer {
  if (prepared.errors.length > 0) return { data: null, errors: prepared.errors };
  if (prepared.depth > MAX_DOCUMENT_DEPTH)
    return { data: null, errors: [resolverWireError(depthError(MAX_DOCUMENT_DEPTH).detail, null, null)] };
  const operation = getOperationAST(prepared.document, operationName);
  if (operation) return operation;
  const isNamed = operationName !== undefined;
  return refused(
    isNamed ? `Unknown operation named '${operationName}'.` : 'Must provide operation name if query contains multiple operations.',
  );
}

/**
 * Executes a query or mutation. Root fields of a mutation run one after the other, those of a query
 * at once.
 */
export async function executeOperation(
  schema: GraphQLSchema,
  prepared: PreparedDocument,
  operation: OperationDefinitionNode,
  request: GraphqlRequest,
  scope: RequestScope,
): Promise<GraphqlAnswer> {
  const { document } = prepared;
  const { variables, operationName } = request;
  const result = await execute({ schema, document, variableValues: variables, operationName, contextValue: scope });
  // No data key at all: the variables were refused before any field ran.
  if (!('data' in result)) return withoutData(schema, operation, request, result);
  const errors = (result.errors ?? []).map((error) => executionWireError(error, schema, scope.log)).concat(scope.appended);
  return errors.length > 0 ? { data: result.data ?? null, errors } : { data: result.data ?? null };
}

function withoutData(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  request: GraphqlRequest,
  result: ExecutionResult,
): GraphqlAnswer {
  const error = variableWireError(schema, operation, request.variables);
  return error ? { data: null, errors: [error] } : refused(result.errors?.[0]?.message ?? 'The request cannot be executed.');
}

function refused(message: string): GraphqlAnswer {
  return { data: null, errors: [{ path: null, locations: null, message }] };
}
