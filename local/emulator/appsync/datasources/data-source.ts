/** What `ctx.error` shows to a response handler. */
export interface DataSourceError {
  message: string;
  type: string;
}

/**
 * What a data source answers. With an error, `result` is there only where the operation documents
 * one.
 */
export interface DataSourceAnswer {
  result?: unknown;
  error?: DataSourceError;
}

/** One AWS::AppSync::DataSource. */
export interface DataSource {
  /**
   * `request` is what the request handler returned; `owner` names the resolver, to which page
   * tokens are bound. Throws a ResolverError when the request object is malformed, which ends the
   * resolver without its response handler.
   */
  invoke(request: unknown, owner: string): Promise<DataSourceAnswer>;
}
