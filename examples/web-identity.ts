// Stands here for /web-identity.js, as api-client.ts does for /api-client.js.
export * from '../web/client/web-identity/main.ts';
