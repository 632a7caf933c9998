import { createInventoryClient, type InventoryClient } from './api-client.js';
import { webIdentity } from './web-identity.js';

/** What a back end needs to know of a stage: a part of its stack.json, none of it secret. */
export interface Stage {
  graphqlUrl: string;
  realtimeUrl: string;
  region: string;
  /** By the names in the setting `backendIssuers`. */
  backEndRoles: Record<string, string>;
  /** The local stack has its own STS; on AWS it is the region's. */
  stsEndpoint?: string;
}

/**
 * The client of a back end that does not run in AWS. `token` asks the platform for the identity of
 * this program, which keeps no key. Make one client when the program starts: it renews what it has.
 */
export function connect(stage: Stage, backEnd: string, token: () => Promise<string>): InventoryClient {
  const { graphqlUrl, realtimeUrl, region, backEndRoles, stsEndpoint } = stage;
  const roleArn = backEndRoles[backEnd];
  if (roleArn === undefined) throw new Error(`The stage has no back end ${backEnd}; it has ${Object.keys(backEndRoles).join(', ')}.`);
  const authorization = webIdentity({ region, roleArn, token, ...(stsEndpoint !== undefined && { endpoint: stsEndpoint }) });
  return createInventoryClient({ graphqlUrl, realtimeUrl, authorization });
}
