/** The two addresses of a stage, as its `stack.json` has them. */
export interface Addresses {
  graphqlUrl: string;
  realtimeUrl: string;
}

/**
 * Throws a TypeError, at once, where calls to these addresses could only fail: for each what is
 * wrong with it.
 */
export function checkAddresses({ graphqlUrl, realtimeUrl }: Addresses): void {
  check('graphqlUrl', graphqlUrl, 'https://….appsync-api.eu-central-1.amazonaws.com/graphql');
  check('realtimeUrl', realtimeUrl, 'wss://….appsync-realtime-api.eu-central-1.amazonaws.com/graphql');
}

function check(name: string, address: string | undefined, example: string): void {
  const reason = problemOf(address, new URL(example.replace('…', 'x')).protocol);
  if (reason !== undefined) throw new TypeError(`${name} ${reason}. It has to be like ${example}; stack.json and config.json have it.`);
}

/**
 * What is wrong with an address; `secure` is the protocol that it has outside one's own machine.
 */
function problemOf(address: string | undefined, secure: string): string | undefined {
  if (address === undefined || address === '') return 'is empty';
  const plain = secure.replace('s:', ':');
  if (!URL.canParse(address)) return `"${address}" does not begin with ${secure}// or ${plain}//`;
  const { protocol, pathname, search, hash } = new URL(address);
  if (protocol !== secure && protocol !== plain) return `"${address}" does not begin with ${secure}// or ${plain}//`;
  if (pathname === '/') return `"${address}" has no path`;
  return search || hash ? `"${address}" has something behind its path` : undefined;
}
