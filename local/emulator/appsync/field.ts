import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLResolveInfo } from 'graphql';
import type { ApiDescription } from './api-description.ts';
import { policyAllows, satisfies, type AuthRule } from './authorize.ts';
import { authTypeOf, type Caller } from './caller.ts';
import { fieldContext, selectData } from './context.ts';
import {
  depthError,
  ResolverError,
  resolverWireError,
  unauthorizedError,
  wireLocations,
  type ErrorDetail,
  type WireError,
} from './errors.ts';
import type { SubscriptionExtensions } from './util/library.ts';
import { pathDepth } from './limits.ts';
import { runResolver, type Resolver } from './resolver.ts';

/** What is known of a field before any request. */
export interface FieldPlan {
  typeName: string;
  fieldName: string;
  isRoot: boolean;
  rules: readonly AuthRule[];
  resolver: Resolver | undefined;
}

/** One GraphQL request while it is executed. */
export interface RequestScope {
  api: ApiDescription;
  caller: Caller;
  headers: Record<string, string | string[]>;
  /** The document is deeper than the limit, so each field has to be asked. */
  tooDeep: boolean;
  /** Resolvers run so far. */
  resolversRun: number;
  /** Errors of util.appendError, which do not make their field null. */
  appended: WireError[];
  extensions: SubscriptionExtensions;
  log: (line: string) => void;
}

/**
 * What graphql-js calls for a field: who asks, how deep, then the attached resolver or the parent's
 * property.
 */
export function fieldResolver(plan: FieldPlan): GraphQLFieldResolver<unknown, RequestScope> {
  return (source, args: Record<string, unknown>, scope, info) => {
    if (!mayAccess(plan, scope)) throw unauthorizedError(plan.fieldName, plan.typeName);
    if (scope.tooDeep) checkDepth(scope, info);
    if (plan.resolver) return runAttached(plan.resolver, source, args, scope, info);
    return defaultFieldResolver(source, args, scope, info);
  };
}

function mayAccess(plan: FieldPlan, { caller, api }: RequestScope): boolean {
  if (!satisfies(plan.rules, caller)) return false;
  return !plan.isRoot || policyAllows(caller, api.arn, plan.typeName, plan.fieldName);
}

function checkDepth({ api }: RequestScope, info: GraphQLResolveInfo): void {
  if (pathDepth(info.path) <= api.queryDepthLimit) return;
  throw depthError(api.queryDepthLimit);
}

async function runAttached(
  resolver: Resolver,
  source: unknown,
  args: Record<string, unknown>,
  scope: RequestScope,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  scope.resolversRun += 1;
  const limit = scope.api.resolverCountLimit;
  if (scope.resolversRun > limit) throw new ResolverError(`Resolver count limit of ${limit} reached.`, 'ResolverExecutionLimitReached');
  const appended: ErrorDetail[] = [];
  const library = {
    fieldName: info.fieldName,
    typeName: info.parentType.name,
    authType: authTypeOf(scope.caller),
    select: (data: unknown) => selectData(data, info),
    log: scope.log,
    extensions: scope.extensions,
  };
  try {
    const context = fieldContext(source, args, info, scope.caller, scope.headers, scope.api.environment);
    return await runResolver(resolver, { context, library, appended });
  } finally {
    scope.appended.push(...appended.map((detail) => resolverWireError(detail, pathOf(info), locationsOf(info))));
  }
}

function pathOf(info: GraphQLResolveInfo): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}

function locationsOf(info: GraphQLResolveInfo): WireError['locations'] {
  const tokens = info.fieldNodes.flatMap((node) => (node.loc ? [node.loc.startToken] : []));
  return wireLocations(tokens.map(({ line, column }) => ({ line, column })));
}
