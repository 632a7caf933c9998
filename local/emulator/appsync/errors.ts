/** What one error of a resolver tells the caller. */
export interface ErrorDetail {
  message: string;
  errorType: string | null;
  /** Already filtered by the selection set. */
  data: unknown;
  errorInfo: unknown;
}

/** A place in the query, as the service writes it. */
export interface SourceLocation {
  line: number;
  column: number;
  sourceName: null;
}

/**
 * One entry of `errors` in a GraphQL response. Resolver errors have all keys, what the GraphQL
 * engine refuses has only some.
 */
export interface WireError {
  path: readonly (string | number)[] | null;
  data?: unknown;
  errorType?: string | null;
  errorInfo?: unknown;
  locations: SourceLocation[] | null;
  message: string;
}

/** Ends the resolver of a field: the field is null and the error is reported under its path. */
export class ResolverError extends Error {
  readonly detail: ErrorDetail;

  constructor(message: string, errorType: string | null, data: unknown = null, errorInfo: unknown = null) {
    super(message);
    this.name = 'ResolverError';
    this.detail = { message, errorType, data, errorInfo };
  }
}

/** A request object that the data source does not understand. The response handler does not run. */
export function mappingError(message: string): ResolverError {
  return new ResolverError(message, 'MappingTemplate');
}

/** A failure inside the code of a handler. The cause goes to the log, never to the caller. */
export function codeError(): ResolverError {
  return new ResolverError('Runtime Error', 'Code');
}

/** A field that the caller may not see. */
export function unauthorizedError(fieldName: string, typeName: string): ResolverError {
  return new ResolverError(`Not Authorized to access ${fieldName} on type ${typeName}`, 'Unauthorized');
}

/** A field, or a whole document, that is nested deeper than allowed. */
export function depthError(limit: number): ResolverError {
  return new ResolverError(`Query depth limit of ${limit} reached.`, 'QueryDepthLimitReached');
}

/** An error of a resolver as the service sends it: six keys, always all of them. */
export function resolverWireError(detail: ErrorDetail, path: WireError['path'], locations: WireError['locations']): WireError {
  const { message, errorType, data, errorInfo } = detail;
  return { path, data, errorType, errorInfo, locations, message };
}

/** Locations as the service writes them, or null when there are none. */
export function wireLocations(locations: readonly { line: number; column: number }[] | undefined): SourceLocation[] | null {
  if (!locations || locations.length === 0) return null;
  return locations.map(({ line, column }) => ({ line, column, sourceName: null }));
}
