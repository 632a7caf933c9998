// What web-identity.js gives to servers that are not in AWS, beside api-client.js.
export { webIdentity } from './web-identity.ts';
export type { WebIdentityOptions } from './web-identity.ts';
