import type { SiteConfig } from '../site-config.ts';

/** Where a stage is and how the public reads it. */
export type Endpoint = Pick<SiteConfig, 'graphqlUrl' | 'realtimeUrl' | 'apiKey' | 'publicCountCap'>;

/** Where badges learn that: from a `config.json`, or from attributes. */
export type Source = { configUrl: string } | Endpoint;

const TIMEOUT_MS = 10_000;

/** The file that the deploy put beside this script. */
export const ownConfig: Source = { configUrl: new URL('config.json', import.meta.url).href };

/** Rejects when there is no such file, or it is another one. */
export async function readSource(source: Source): Promise<Endpoint> {
  if (!('configUrl' in source)) return source;
  const response = await fetch(source.configUrl, { credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${source.configUrl} answers HTTP ${response.status}.`);
  const config = (await response.json()) as Partial<Endpoint>;
  const { graphqlUrl, realtimeUrl, apiKey } = config;
  if (typeof graphqlUrl !== 'string' || typeof realtimeUrl !== 'string' || typeof apiKey !== 'string')
    throw new Error(`${source.configUrl} does not say graphqlUrl, realtimeUrl and apiKey.`);
  return { ...config, graphqlUrl, realtimeUrl, apiKey };
}
