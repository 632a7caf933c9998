// Stands here for /api-client.js, which every stage serves with its types: put both beside the
// examples that you copy.
export * from '../web/client/main.ts';
