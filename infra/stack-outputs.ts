/** What a client needs to use a running stack: the content of `stack.json`. */
export interface StackDescription {
  graphqlUrl: string;
  realtimeUrl: string;
  region: string;
  apiKey: string;
  /**
   * Of the panel, the badge and the client, without a slash at the end. Missing where a stage
   * serves none.
   */
  siteUrl?: string;
  /** Cognito access tokens of one user in each group, valid for seven days. */
  tokens: { admin: string; viewer: string };
  /**
   * One of each managed policy. `returns` is not needed by the black-box suites, so a description
   * that a person writes may lack it.
   */
  credentials: { checkout: Credentials; catalogue: Credentials; returns?: Credentials };
  /**
   * ARN of the role of each back end outside AWS, by its name in `backendIssuers`. A description
   * that a person writes may lack it.
   */
  backEndRoles?: Record<string, string>;
  /** Where STS gives these roles, locally only: on AWS it is the region's own address. */
  stsEndpoint?: string;
  /**
   * For an AWS SDK client of any service; any access key that is not one of the stack's own acts
   * with full rights.
   */
  dynamodbEndpoint: string;
  tables: { inventory: string; reservations: string; requests: string; movements: string };
  /** Where the change feed's mapping puts what it gives up. */
  failures: { bucket: string };
  /** Lambda functions by name. */
  functions: { changeFeed: string; checkThresholds: string; audit: string };
  /** The SNS topic that low stock is published to. */
  alerts: { topicArn: string };
  /** The bus that other systems listen to. Missing where a stage has none. */
  events?: { bus: string };
  /** Where audits leave their reports. */
  reports: { bucket: string };
}

/** An access key: of a local IAM user, or of a role that somebody assumed on AWS. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Only of an assumed role. */
  sessionToken?: string;
}

/**
 * The part of a description that the outputs of a stack say, of a deployed one too. `output` throws
 * a sentence for one that is missing.
 */
export function describeOutputs(
  output: (key: string) => string,
): Omit<StackDescription, 'tokens' | 'credentials' | 'dynamodbEndpoint' | 'stsEndpoint'> {
  return {
    graphqlUrl: output('GraphqlUrl'),
    realtimeUrl: output('RealtimeUrl'),
    region: output('Region'),
    apiKey: output('ApiKey'),
    tables: {
      inventory: output('InventoryTable'),
      reservations: output('ReservationsTable'),
      requests: output('RequestsTable'),
      movements: output('MovementsTable'),
    },
    failures: { bucket: output('FailuresBucket') },
    functions: {
      changeFeed: output('ChangeFeedFunction'),
      checkThresholds: output('CheckThresholdsFunction'),
      audit: output('AuditFunction'),
    },
    alerts: { topicArn: output('AlertsTopicArn') },
    reports: { bucket: output('ReportsBucket') },
    backEndRoles: JSON.parse(output('BackEndRoles')) as Record<string, string>,
  };
}
