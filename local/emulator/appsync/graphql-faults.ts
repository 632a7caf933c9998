import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { getOperationAST, Kind, parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { GraphqlApi } from './api.ts';
import { resolverWireError } from './errors.ts';
import { headerOf, jsonResponse, refusal, RequestError, type HttpRequest, type HttpResponse } from './http.ts';
import { readGraphqlRequest } from './request-body.ts';
import { graphqlOperation, isKill } from '../gateway/fault-kinds.ts';
import type { Fault, Faults } from '../gateway/faults.ts';
import type { Principals } from '../iam/principal.ts';
import { accessKeyIdOf } from '../iam/sigv4.ts';
import type { Callers } from '../lambda/callers.ts';

/**
 * Answers a request at the GraphQL address; undefined when the connection is to break without an
 * answer.
 */
export type AnswerGraphql = (request: HttpRequest) => Promise<HttpResponse | undefined>;

interface FaultyParts {
  api: Pick<GraphqlApi, 'handle'>;
  faults: Faults;
  principals: Principals;
  callers: Callers;
}

/**
 * The API over HTTP with injected faults in front of it: they hit before anybody asks who calls, as
 * throttling does.
 */
export function withGraphqlFaults({ api, faults, principals, callers }: FaultyParts): AnswerGraphql {
  return async (request) => {
    const fields = faults.list().some(({ operation }) => operation.startsWith(graphqlOperation(''))) ? rootFieldsOf(request) : [];
    if (fields.length === 0) return api.handle(request);
    const end = callers.endOf(callerOf(request, principals));
    const fault = faults.take({ operations: fields.map(graphqlOperation), accepts: (kind) => end !== undefined || !isKill(kind) });
    return fault ? inject(fault, fields, () => api.handle(request), end) : api.handle(request);
  };
}

async function inject(
  fault: Fault,
  fields: readonly string[],
  send: () => Promise<HttpResponse>,
  end: (() => Promise<void>) | undefined,
): Promise<HttpResponse | undefined> {
  const requestId = randomUUID();
  switch (fault.kind) {
    case 'throttle':
      return refusal(new RequestError(429, 'ThrottlingException', 'Rate exceeded'), requestId);
    case 'internal':
      return refusal(new RequestError(500, 'InternalFailure', 'An internal failure occurred.'), requestId);
    case 'errors': {
      const detail = { message: 'An injected fault.', errorType: 'INTERNAL', data: null, errorInfo: { requestId } };
      return jsonResponse(200, { data: null, errors: [resolverWireError(detail, fields.slice(0, 1), null)] }, requestId);
    }
    case 'answer-lost':
      await send();
      return undefined;
    case 'delay':
      await wait(fault.ms);
      return send();
    case 'kill-before':
      await end?.();
      return undefined;
    case 'kill-after':
      await send();
      await end?.();
      return undefined;
    case 'conflict':
    case 'reasons':
    case 'unprocessed':
    case 'cut-off':
    case 'twice':
    case 'recut':
      throw new Error(`A GraphQL request cannot have the fault ${fault.kind}.`);
  }
}

/** Names of the fields at the root of the operation; none when the request has no operation. */
function rootFieldsOf(request: HttpRequest): string[] {
  try {
    const { query, operationName } = readGraphqlRequest(request);
    const document = parse(query);
    return fieldsOf(getOperationAST(document, operationName)?.selectionSet, document);
  } catch {
    return [];
  }
}

/**
 * Fragments are followed once each: this comes before anybody has refused one that contains itself.
 */
function fieldsOf(selectionSet: SelectionSetNode | undefined, document: DocumentNode, seen = new Set<string>()): string[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, document, seen);
    const name = selection.name.value;
    if (seen.has(name)) return [];
    seen.add(name);
    const fragments = document.definitions.filter((part) => part.kind === Kind.FRAGMENT_DEFINITION);
    return fieldsOf(fragments.find((fragment) => fragment.name.value === name)?.selectionSet, document, seen);
  });
}

function callerOf(request: HttpRequest, principals: Principals) {
  const principal = principals.byAccessKeyId(accessKeyIdOf(headerOf(request, 'authorization') ?? '') ?? '');
  const session = headerOf(request, 'x-amz-security-token');
  return principal && session !== undefined ? { ...principal, session } : principal;
}
