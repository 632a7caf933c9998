/** Where the firewall of everything that CloudFront serves has to be. */
export const EDGE_REGION = 'us-east-1';
