import { limits } from '../domain/limits.ts';

/**
 * The content of `config.json`: what pages in a browser need to know of their stage, all of it
 * public.
 */
export interface SiteConfig {
  graphqlUrl: string;
  realtimeUrl: string;
  region: string;
  /** Opens `availability` and `onAvailabilityChange` only. */
  apiKey: string;
  /** The deploy setting, where it was set. */
  publicCountCap?: number;
  signIn: {
    /** The OIDC issuer of the user pool. */
    authority: string;
    clientId: string;
    /** `/logout` of the user pool's domain, which wants `client_id` and `logout_uri`. */
    logoutUrl: string;
  };
  /** Where a shop's back end answers the demo shop: only in the local stack, which plays it. */
  shopUrl?: string;
  /** Where the events that left can be read: only in the local stack, EventBridge keeps no list. */
  eventsUrl?: string;
}

/** Makes it from the outputs of a stage. Throws a sentence when one is missing. */
export function siteConfig(outputs: Readonly<Record<string, string>>): SiteConfig {
  const output = (key: string) => {
    const value = outputs[key];
    if (value === undefined) throw new Error(`The stack has no output ${key}, which config.json needs. Deploy the stack again.`);
    return value;
  };
  const cap = Number(output('PublicCountCap'));
  return {
    graphqlUrl: output('GraphqlUrl'),
    realtimeUrl: output('RealtimeUrl'),
    region: output('Region'),
    apiKey: output('ApiKey'),
    ...(cap < limits.sum && { publicCountCap: cap }),
    signIn: { authority: output('SignInAuthority'), clientId: output('UserPoolClientId'), logoutUrl: output('LogoutUrl') },
  };
}
