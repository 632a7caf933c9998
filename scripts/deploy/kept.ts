import { settings } from '../../infra/settings.ts';
import type { DeployedStack } from './account.ts';
import { type StageOptions, withSettings } from './options.ts';
import { isNew } from './state.ts';

/**
 * The options with the settings of the deployed stage, where the command line does not name them;
 * `NAME=` puts one back to its default. Throws a sentence when that would take a key away that
 * shops use.
 * @param findEdge the firewall's stack of the same stage: that it is named in the settings is the
 *   deploy's own doing, and each deploy does it anew
 */
export async function keepSettings(
  options: StageOptions,
  stack: DeployedStack | undefined,
  findEdge: () => Promise<DeployedStack | undefined>,
): Promise<StageOptions> {
  const { siteWebAclArn, ...kept } = keptSettings(stack);
  const isSomebodys = siteWebAclArn !== undefined && siteWebAclArn !== (await findEdge())?.outputs['SiteWebAclArn'];
  const all = withSettings(options, isSomebodys ? { ...kept, siteWebAclArn } : kept);
  if (!isNew(stack)) checkKey(all, Number(kept['apiKeyGeneration'] ?? 1));
  return all;
}

/**
 * The settings that were given to the deploy of a stack or to one before it, as far as there still
 * are such. A stack that was deployed before they were kept tells none.
 */
export function keptSettings(stack: DeployedStack | undefined): Record<string, string> {
  const kept = JSON.parse(stack?.outputs['Settings'] ?? '{}') as Record<string, string>;
  return Object.fromEntries(Object.entries(kept).filter(([name]) => name in settings));
}

/**
 * A deploy makes the key of its generation and keeps the one before: any other step takes away the
 * key that is in use.
 */
function checkKey({ settings: { stage, apiKeyGeneration } }: StageOptions, deployed: number): void {
  if (apiKeyGeneration === deployed || apiKeyGeneration === deployed + 1) return;
  throw new Error(
    `Stage ${stage} has generation ${deployed} of the API key, and shops use it: generation ${apiKeyGeneration} would take it away from them. ` +
      `Deploy with apiKeyGeneration=${deployed + 1} to change it over, or without that setting.`,
  );
}
