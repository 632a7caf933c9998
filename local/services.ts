import { createInventoryClient, sigV4 } from '../web/client/main.ts';
import { siteConfig, type SiteConfig } from '../web/site-config.ts';
import { siteDirectory } from '../web/site.ts';
import type { EmulatedStack } from './emulator/emulator.ts';
import type { Services } from './router.ts';
import { EVENTS_PATH, SHOP_PATH } from './routes.ts';
import { createRunNow } from './run-now.ts';
import { createShop, type Shop } from './shop.ts';
import { createSite } from './site.ts';
import { outputOf } from './stack-description.ts';
import type { Workloads } from './workloads.ts';

/** Everything behind the stack's one address: what is emulated, and what belongs to Onhand. */
export function createServices(stack: EmulatedStack, workloads: Workloads): Services {
  const { deployment, events, gateway, sns } = stack;
  return {
    ...stack,
    workloads,
    serviceLike: gateway.serviceLike,
    units: gateway.units,
    runNow: createRunNow(stack),
    alerts: () => sns.delivered(outputOf(deployment, 'AlertsTopicArn')),
    eventLog: events.log,
    site: createSite(deployment, siteDirectory, localSiteConfig(stack)),
    shop: shopOf(stack),
  };
}

/**
 * The demo shop's back end calls the API as a real one does: signed, with the policy `checkout`.
 */
function shopOf({ deployment, principals }: EmulatedStack): Shop {
  const credentials = principals.byPolicyArn(outputOf(deployment, 'CheckoutPolicyArn'));
  return createShop(
    createInventoryClient({
      graphqlUrl: outputOf(deployment, 'GraphqlUrl'),
      realtimeUrl: outputOf(deployment, 'RealtimeUrl'),
      authorization: sigV4({ region: deployment.region, credentials }),
    }),
  );
}

/** Cognito's domain is a path here, and the stack is the shop's back end too. */
function localSiteConfig({ deployment, issuer }: EmulatedStack): SiteConfig {
  const config = siteConfig(deployment.outputs);
  const logoutUrl = String(issuer.configuration()['end_session_endpoint']);
  return { ...config, signIn: { ...config.signIn, logoutUrl }, shopUrl: SHOP_PATH, eventsUrl: EVENTS_PATH };
}
