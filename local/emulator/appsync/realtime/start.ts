import { getVariableValues, OperationTypeNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { ApiDescription } from '../api-description.ts';
import type { Verifiers } from '../authenticate.ts';
import { contextHeaders } from '../context.ts';
import type { PreparedDocument } from '../documents.ts';
import { depthError, type WireError } from '../errors.ts';
import { executeOperation, selectOperation, type GraphqlAnswer } from '../execute.ts';
import { readGraphqlRequest, type GraphqlRequest } from '../request-body.ts';
import { argumentFilter } from './argument-filter.ts';
import { readEnhancedFilter } from './enhanced-filter.ts';
import { identify, proofOf } from './proof.ts';
import { badRequest, Refusal, UnsupportedMessage, unsupportedOperation, type FrameError } from './protocol.ts';
import type { Subscription } from './registry.ts';
import { rootFieldsOf } from './root-fields.ts';
import { createSelection } from './selection.ts';

/** What starting a subscription needs of the API. */
export interface StartDependencies {
  api: ApiDescription;
  verifiers: Verifiers;
  /** With resolvers and authorisation. */
  schema: GraphQLSchema;
  /** The same types without either, for payloads. */
  payloadSchema: GraphQLSchema;
  prepare: (query: string) => PreparedDocument;
}

/** Where a `start` message came from. */
export interface Origin {
  host: string | undefined;
  sourceIp: string;
  requestId: string;
  log: (line: string) => void;
}

/**
 * Reads the payload of a `start` message and runs the subscription's resolver, once. Throws a
 * Refusal or a RequestError when the caller, the document, its variables or the resolver stand
 * against it.
 */
export async function startSubscription(payload: unknown, origin: Origin, dependencies: StartDependencies): Promise<Subscription> {
  const { api, verifiers, schema, payloadSchema } = dependencies;
  const { data, authorization } = readPayload(payload);
  const proof = proofOf(authorization, { path: '/graphql', body: data, host: origin.host, sourceIp: origin.sourceIp });
  const caller = await identify(proof, api, verifiers);
  const request = readGraphqlRequest(proof);
  const prepared = dependencies.prepare(request.query);
  const operation = subscriptionIn(prepared, request, api);

  const filters: unknown[] = [];
  const invalidations: unknown[] = [];
  const extensions = {
    setSubscriptionFilter: (filter: unknown) => void filters.push(filter),
    setSubscriptionInvalidationFilter: (filter: unknown) => void invalidations.push(filter),
  };
  const { log, requestId } = origin;
  const headers = contextHeaders(proof, requestId);
  const scope = { api, caller, headers, tooDeep: false, resolversRun: 0, appended: [], log, extensions };
  checkAnswer(await executeOperation(schema, prepared, operation, request, scope));
  const [root] = rootFieldsOf(prepared.document, operation);
  const field = root && schema.getSubscriptionType()?.getFields()[root.name.value];
  if (!field) throw badRequest('The subscription selects no field.');
  const wants = filters.length > 0 ? readEnhancedFilter(filters.at(-1)) : argumentFilter(field, root, coerced(schema, operation, request));
  const endsWith = invalidations.length > 0 ? readEnhancedFilter(invalidations.at(-1)) : () => false;
  return { fieldName: field.name, wants, endsWith, selection: createSelection(payloadSchema, prepared.document, operation, request, log) };
}

function readPayload(payload: unknown): { data: string; authorization: unknown } {
  const { data, extensions } = (payload ?? {}) as { data?: unknown; extensions?: { authorization?: unknown } | null };
  if (typeof data !== 'string') throw new UnsupportedMessage();
  return { data, authorization: extensions?.authorization ?? {} };
}

function subscriptionIn(prepared: PreparedDocument, request: GraphqlRequest, { queryDepthLimit }: ApiDescription): OperationDefinitionNode {
  const operation = selectOperation(prepared, request.operationName);
  if (!('kind' in operation)) throw refused(operation.errors ?? []);
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) throw new Refusal(unsupportedOperation(operation.operation));
  // Nothing below the root field is executed now, so that no field could say so.
  if (queryDepthLimit > 0 && prepared.depth > queryDepthLimit)
    throw refused([{ ...depthError(queryDepthLimit).detail, path: null, locations: null }]);
  return operation;
}

/**
 * The service documents that a subscription's resolver must return null; what it makes of anything
 * else it does not say.
 */
function checkAnswer({ data, errors }: GraphqlAnswer): void {
  if (errors) throw refused(errors);
  if (Object.values(data ?? {}).some((value) => value !== null))
    throw badRequest('The resolver of a subscription must return null; return null in its response handler.');
}

function coerced(schema: GraphQLSchema, operation: OperationDefinitionNode, { variables }: GraphqlRequest): Record<string, unknown> {
  return getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? {};
}

/**
 * Frames have less of an error than HTTP answers: neither path nor locations, and nothing that is
 * null.
 */
function refused(errors: readonly WireError[]): Refusal {
  return new Refusal(
    ...errors.map(({ message, errorType, errorInfo, data }): FrameError => ({
      ...(errorType && { errorType }),
      message,
      ...(errorInfo !== null && errorInfo !== undefined && { errorInfo }),
      ...(data !== null && data !== undefined && { data }),
    })),
  );
}
