/** One thing to be proven: who sends this body to this address. */
export interface ProofRequest {
  /**
   * The GraphQL address; for the handshake of the socket with `/connect` behind it. Never the
   * real-time address.
   */
  url: string;
  /** Exactly what is sent. */
  body: string;
  over: 'http' | 'socket';
  /** Whether the proof before this one was turned away, so that a remembered one will not do. */
  refused: boolean;
  /**
   * The server's clock in the answer that turned it away, milliseconds since 1970. Undefined where
   * that did not say, as over a socket.
   */
  serverTime?: number | undefined;
}

/** A way to prove who calls, the same for HTTP and for the socket. */
export interface Authorization {
  /**
   * Whether a proof can differ from one that was refused: only then is a refused request made once
   * more.
   */
  readonly renewable: boolean;
  /**
   * The headers that prove it. A rejection counts as a failure that passes and is tried again
   * later, unless it is an OnhandError of type `Unauthorized`.
   */
  prove(request: ProofRequest): Promise<Record<string, string>>;
}

/** The storefront's way: the public key of the API. */
export function apiKey(key: string): Authorization {
  return { renewable: false, prove: async () => ({ 'x-api-key': key }) };
}

/**
 * The way of staff: a Cognito access token. `token` is asked for every request and every
 * (re)connect and may remember one while it is valid; with `refused` true it has to get a new one.
 */
export function accessToken(token: (refused: boolean) => string | Promise<string>): Authorization {
  return { renewable: true, prove: async ({ refused }) => ({ Authorization: await token(refused) }) };
}
