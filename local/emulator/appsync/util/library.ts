import { ResolverError, unauthorizedError, type ErrorDetail } from '../errors.ts';
import type { HandlerName, Library, LibraryAnswer } from '../sandbox/sandbox.ts';
import { dynamodbFunctions } from './dynamodb.ts';
import { helperFunctions } from './helpers.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

type Pure = (...args: unknown[]) => unknown;

const PURE: Readonly<Record<string, Pure>> = { ...textFunctions, ...timeFunctions, ...dynamodbFunctions, ...helperFunctions };

const CONTROL = [
  'util.error',
  'util.appendError',
  'util.unauthorized',
  'util.authType',
  'runtime.earlyReturn',
  'extensions.setSubscriptionFilter',
  'extensions.setSubscriptionInvalidationFilter',
  'extensions.invalidateSubscriptions',
  'console.log',
  'console.error',
];

/**
 * Functions that the service has and that are not built: calling one is a plain refusal instead of
 * "is not a function".
 */
const NOT_BUILT = [
  ...['autoKsuid', 'escapeJavaScript', 'rds.toJsonObject', 'http.copyHeaders', 'http.addResponseHeader', 'http.addResponseHeaders'],
  ...['xml.toMap', 'xml.toJsonString', 'math.roundNum', 'math.minVal', 'math.maxVal', 'math.randomDouble', 'math.randomWithinRange'],
  ...['str.normalize', 'transform.toDynamoDBConditionExpression', 'transform.toDynamoDBFilterExpression'],
  ...['transform.toSubscriptionFilter', 'transform.toElasticsearchQueryDSL', 'time.nowFormatted', 'time.parseFormattedToEpochMilliSeconds'],
  ...['time.epochMilliSecondsToFormatted', 'dynamodb.toS3Object', 'dynamodb.fromS3ObjectJson'],
].map((name) => `util.${name}`);
const NOT_BUILT_HELPERS = [
  ...['update', 'query', 'scan', 'sync', 'batchGet', 'batchPut', 'batchDelete', 'transactGet', 'transactWrite'],
  ...['toStringSet', 'toNumberSet', 'toBinarySet', 'operations.increment', 'operations.decrement', 'operations.add', 'operations.replace'],
].map((name) => `ddb.${name}`);

/**
 * Every function that handler code finds, by its full name; `ddb` stands for the module
 * `@aws-appsync/utils/dynamodb`.
 */
export const LIBRARY_NAMES: readonly string[] = [
  ...[...Object.keys(PURE), ...CONTROL],
  ...[...NOT_BUILT, 'extensions.evictFromApiCache', ...NOT_BUILT_HELPERS],
];

/** What a handler asked for through the library while it ran. */
export interface Requests {
  error?: ResolverError;
  appended: ErrorDetail[];
  earlyReturn?: { value: unknown; skipTo: 'END' | 'NEXT' };
}

/** What the library needs to know of the field that is being resolved. */
export interface LibraryScope {
  fieldName: string;
  typeName: string;
  authType: string;
  /** Cuts `data` of an error down to what the query selects. */
  select(data: unknown): unknown;
  log: (line: string) => void;
  extensions: SubscriptionExtensions;
}

/**
 * What resolvers do to subscriptions: the first two while one starts, the last one in a mutation.
 * Each throws what it cannot do.
 */
export type SubscriptionExtensions = Partial<
  Record<'setSubscriptionFilter' | 'setSubscriptionInvalidationFilter' | 'invalidateSubscriptions', (given: unknown) => void>
>;

/** The library as one handler sees it. What it asks for is written into `requests`. */
export function createLibrary(scope: LibraryScope, requests: Requests, handler: HandlerName): Library {
  return (name, args) => {
    try {
      const pure = PURE[name];
      return pure ? { value: pure(...args) ?? null } : control(name, args, scope, requests, handler);
    } catch (cause) {
      return { failure: `${name}: ${cause instanceof Error ? cause.message : String(cause)}` };
    }
  };
}

function control(name: string, args: unknown[], scope: LibraryScope, requests: Requests, handler: HandlerName): LibraryAnswer {
  switch (name) {
    case 'util.error':
      requests.error = asError(args, scope);
      return { ended: true };
    case 'util.unauthorized':
      requests.error = unauthorizedError(scope.fieldName, scope.typeName);
      return { ended: true };
    case 'util.appendError':
      requests.appended.push(asError(args, scope).detail);
      return { value: null };
    case 'util.authType':
      return { value: scope.authType };
    case 'runtime.earlyReturn':
      return earlyReturn(args, requests);
    case 'extensions.setSubscriptionFilter':
    case 'extensions.setSubscriptionInvalidationFilter':
    case 'extensions.invalidateSubscriptions': {
      const short = name.slice('extensions.'.length) as keyof SubscriptionExtensions;
      const extend = scope.extensions[short];
      const where = short === 'invalidateSubscriptions' ? 'mutation' : 'subscription';
      if (!extend || handler !== 'response') return { failure: `${name} works only in the response handler of a ${where}'s resolver` };
      extend(args[0]);
      return { value: null };
    }
    case 'console.log':
    case 'console.error':
      scope.log(args.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' '));
      return { value: null };
    default:
      return { failure: `${name} is not built in the local stack` };
  }
}

function asError([message, errorType, data, errorInfo]: unknown[], scope: LibraryScope): ResolverError {
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? null);
  return new ResolverError(text, typeof errorType === 'string' ? errorType : null, scope.select(data ?? null), errorInfo ?? null);
}

// Without an object the service ended such a call with a runtime error.
function earlyReturn([value, options]: unknown[], requests: Requests): LibraryAnswer {
  if (value === null || value === undefined) return { failure: 'runtime.earlyReturn needs a value to return' };
  const skipTo = (options as { skipTo?: unknown } | null | undefined)?.skipTo ?? 'NEXT';
  if (skipTo !== 'END' && skipTo !== 'NEXT')
    return { failure: `runtime.earlyReturn knows skipTo END and NEXT, not ${JSON.stringify(skipTo)}` };
  requests.earlyReturn = { value, skipTo };
  return { ended: true };
}
