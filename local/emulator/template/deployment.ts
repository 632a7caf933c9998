/** One resource of the template with its intrinsics resolved. */
export interface Resource {
  logicalId: string;
  /** CloudFormation type, e.g. `AWS::DynamoDB::Table`. */
  type: string;
  /**
   * The id that the service's own API uses: table name, role name, user pool id, client id, group
   * name, AppSync api id, data source name, function id, `da2-…` of an API key. Not always what
   * `Ref` gives (which is an ARN for most AppSync types).
   */
  physicalId: string;
  /** Empty for the few types that have none (schema, group, user pool client). */
  arn: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  attributes: Readonly<Record<string, string>>;
  /**
   * As in the template, all intrinsics resolved; properties that resolved to `AWS::NoValue` are
   * absent.
   */
  properties: Readonly<Record<string, unknown>>;
}

/** The synthesised stack as it would exist after a deploy, with local names and addresses. */
export interface Deployment {
  stackName: string;
  region: string;
  accountId: string;
  /** By logical id. */
  resources: ReadonlyMap<string, Resource>;
  /** In the order of the template. */
  ofType(type: string): Resource[];
  /** Stack outputs by key, e.g. `OrdersTable`. */
  outputs: Readonly<Record<string, string>>;
  /**
   * Text of a CDK file asset, named as in `CodeS3Location`: `s3://bucket/KEY`. Throws a sentence
   * when the assembly has no such asset.
   */
  readAsset(s3Location: string): string;
  /**
   * Files of a CDK directory asset, which a deploy zips, by its object key. Throws a sentence when
   * the assembly has no such asset.
   */
  readDirectory(objectKey: string): DirectoryAsset;
}

/** Content by path relative to the directory, with `/` between the parts. */
export type DirectoryAsset = ReadonlyMap<string, Uint8Array>;
