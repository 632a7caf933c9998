import type { AccessTokenClaims, TokenKeys } from '../../local/emulator/cognito/issuer.ts';

/** A token of staff that ends at a moment, milliseconds since 1970. */
export function mintToken(clientId: string, username: string, group: 'admin' | 'viewer', ends: number): string {
  const claims = {
    iss: 'simulation',
    sub: username,
    username,
    client_id: clientId,
    token_use: 'access',
    'cognito:groups': [group],
    exp: Math.floor(ends / 1000),
    iat: 0,
  };
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}

/**
 * Reads them. Signatures are left out, since those are verified on threads; that nobody forges one
 * is tested over sockets.
 */
export const tokenKeys: TokenKeys = {
  verify: async (jwt) => {
    const claims = JSON.parse(Buffer.from(jwt, 'base64url').toString('utf8')) as AccessTokenClaims;
    return claims.exp * 1000 <= Date.now() ? { refusal: 'expired' } : { claims };
  },
};
