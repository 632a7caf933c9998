import { createApi } from '../../web/client/api.ts';
import { apiKey } from '../../web/client/authorization.ts';
import { createAvailabilityStore } from '../../web/client/stores/availability.ts';

/**
 * A page of a shopper as a process of its own, for what only a whole process can do: be stopped.
 * Writes each view of the product as a line of JSON. Arguments: the GraphQL address, the real-time
 * address, the API key, the product.
 */
const [graphqlUrl = '', realtimeUrl = '', key = '', productId = ''] = process.argv.slice(2);
const times = { tickMs: 50, sleepMs: 500 };
const api = createApi({ graphqlUrl, realtimeUrl, authorization: apiKey(key), times });
createAvailabilityStore(api).watch(productId, (view) => process.stdout.write(`${JSON.stringify(view)}\n`));
