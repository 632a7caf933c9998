import { headerOf, malformedRequest, type HttpRequest } from './http.ts';

/** What a GraphQL request asks for. */
export interface GraphqlRequest {
  query: string;
  variables: Readonly<Record<string, unknown>>;
  operationName: string | undefined;
}

const UNPARSABLE = 'Unable to parse GraphQL query.';

/**
 * Reads the body of a POST: JSON, or the bare query with content type application/graphql. Throws a
 * RequestError for anything else.
 */
export function readGraphqlRequest(request: HttpRequest): GraphqlRequest {
  if (request.body.trim() === '') throw malformedRequest('Request body is empty.');
  const body = parseJson(request.body);
  if (body === undefined && (headerOf(request, 'content-type') ?? '').startsWith('application/graphql')) {
    return { query: request.body, variables: {}, operationName: undefined };
  }
  return graphqlRequestOf(body);
}

/**
 * Reads `{query, variables, operationName}`. Batches, which the service does not know, are refused.
 */
function graphqlRequestOf(body: unknown): GraphqlRequest {
  if (!isObject(body) || typeof body['query'] !== 'string') throw malformedRequest(UNPARSABLE);
  const { query, variables, operationName } = body;
  if (variables !== undefined && variables !== null && !isObject(variables)) throw malformedRequest(UNPARSABLE);
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') throw malformedRequest(UNPARSABLE);
  // Explorers send "" for "the only one".
  return { query, variables: isObject(variables) ? variables : {}, operationName: operationName || undefined };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
