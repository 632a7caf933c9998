import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import type { TokenKeys } from '../cognito/issuer.ts';
import type { Deployment } from '../template/deployment.ts';
import { describeApi, type ApiDescription } from './api-description.ts';
import { authenticate, unauthorized } from './authenticate.ts';
import { policyAllows } from './authorize.ts';
import type { Caller } from './caller.ts';
import { contextHeaders } from './context.ts';
import { createDocumentCache, type PreparedDocument } from './documents.ts';
import { executeOperation, selectOperation, type GraphqlAnswer } from './execute.ts';
import { jsonResponse, malformedRequest, preflightResponse, refusal, RequestError, type HttpRequest, type HttpResponse } from './http.ts';
import { createRealtime, type Realtime } from './realtime/realtime.ts';
import { readGraphqlRequest, type GraphqlRequest } from './request-body.ts';
import { loadResolvers, type Backends } from './resolvers.ts';
import { createInvalidations } from './realtime/invalidations.ts';
import { createPayloadSchema, createSchema } from './schema.ts';

/** What the API needs of the rest of the stack. */
export interface GraphqlApiDependencies extends Backends {
  deployment: Deployment;
  keys: TokenKeys;
  log: (line: string) => void;
}

/** The AppSync API of the deployment: GraphQL over HTTP, and subscriptions over WebSocket. */
export interface GraphqlApi {
  /** Answers every request, also refused ones; rejects never. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Serves a WebSocket connection at `/graphql/realtime` and destroys any other. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Serves a real-time connection that is open already, however it came about. */
  connect: Realtime['connect'];
  /** Ends every WebSocket connection. Later calls do nothing. */
  close: () => void;
}

/**
 * Stands up AWS::AppSync::GraphQLApi: schema, resolvers and data sources as the template has them.
 * Throws a sentence when the template asks for something that is not built.
 */
export function createGraphqlApi(dependencies: GraphqlApiDependencies): GraphqlApi {
  const api = describeApi(dependencies.deployment);
  const schema = createSchema(api, loadResolvers(dependencies.deployment, dependencies));
  const prepare = createDocumentCache(schema, api.introspection);
  const hasGrant = createGrantCheck(api, schema);
  const payloadSchema = createPayloadSchema(api);
  const { log } = dependencies;
  const realtime = createRealtime({ api, verifiers: dependencies, schema, payloadSchema, prepare, hasGrant, log });

  const answer = async (request: HttpRequest, requestId: string): Promise<GraphqlAnswer> => {
    const caller = await authenticate(request, api, dependencies);
    if (request.method !== 'POST') throw malformedRequest('GraphQL requests must be sent with the method POST.');
    if (!hasGrant(caller)) throw unauthorized('Permission denied');
    const graphqlRequest = readGraphqlRequest(request);
    return run(graphqlRequest, prepare(graphqlRequest.query), caller, request, requestId);
  };

  const run = async (
    graphqlRequest: GraphqlRequest,
    prepared: PreparedDocument,
    caller: Caller,
    request: HttpRequest,
    requestId: string,
  ): Promise<GraphqlAnswer> => {
    const operation = selectOperation(prepared, graphqlRequest.operationName);
    if (!('kind' in operation)) return operation;
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      throw new RequestError(
        400,
        'UnsupportedOperation',
        'subscription not supported through the HTTP channel, use the real-time endpoint',
      );
    }
    const tooDeep = api.queryDepthLimit > 0 && prepared.depth > api.queryDepthLimit;
    const log = (line: string): void => {
      dependencies.log(`${requestId} ${line}`);
    };
    const headers = contextHeaders(request, requestId);
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    const invalidations = createInvalidations();
    const extensions = isMutation ? { invalidateSubscriptions: invalidations.add } : {};
    const scope = { api, caller, headers, tooDeep, resolversRun: 0, appended: [], log, extensions };
    const executed = await executeOperation(schema, prepared, operation, graphqlRequest, scope);
    if (isMutation) realtime.publish(prepared, operation, executed, log);
    invalidations.all().forEach(realtime.invalidate);
    return executed;
  };

  return {
    upgrade: realtime.upgrade,
    connect: realtime.connect,
    close: realtime.close,
    handle: async (request) => {
      if (request.method === 'OPTIONS') return preflightResponse(request);
      const requestId = randomUUID();
      try {
        return jsonResponse(200, await answer(request, requestId), requestId);
      } catch (error) {
        if (error instanceof RequestError) return refusal(error, requestId);
        dependencies.log(`${requestId} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return refusal(new RequestError(500, 'InternalFailure', 'An internal failure occurred.'), requestId);
      }
    },
  };
}

/**
 * Whether a signed caller may call any root field at all. One who may not is refused as a whole,
 * others field by field.
 */
function createGrantCheck(api: ApiDescription, schema: GraphQLSchema): (caller: Caller) => boolean {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}).map((field) => [type?.name ?? '', field] as const));
  const known = new Map<string, boolean>();
  return (caller) => {
    if (caller.mode !== 'AWS_IAM') return true;
    const { arn } = caller.principal;
    const granted = known.get(arn) ?? fields.some(([type, field]) => policyAllows(caller, api.arn, type, field));
    known.set(arn, granted);
    return granted;
  };
}
