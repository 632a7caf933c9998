/**
 * What the page has to know of its stage: `config.json` beside it, written by the deploy and by the
 * local stack.
 */
export interface Config {
  graphqlUrl: string;
  realtimeUrl: string;
  signIn: {
    /** The OIDC issuer, where its discovery document is. */
    authority: string;
    clientId: string;
    /** Cognito's own address to sign out, which no discovery document names. */
    logoutUrl: string;
  };
  /** Where the events that left can be read; only the local stack keeps a list of them. */
  eventsUrl?: string;
}

/** Reads it. Throws a sentence for people. */
export async function readConfig(): Promise<Config> {
  const response = await fetch(new URL('config.json', location.href), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json is not there: HTTP ${response.status}. Deploy the site again, or start the stack.`);
  return (await response.json()) as Config;
}
