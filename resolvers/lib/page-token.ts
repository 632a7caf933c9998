import { util } from '@aws-appsync/utils';
import { invalid } from './refuse.ts';

/** Where a list goes on: which of its walks, after which sort key. */
export interface Position {
  walk: string;
  after: string;
}

// Ours, since AppSync's own tokens belong to one resolver and one query. No secret: a forged one can only name a place in the caller's own list.
const BASE64 = '^[A-Za-z0-9+/]{4,6000}={0,2}(?![\\s\\S])';

/** A token that is good for this field and this filter only. */
export function pageToken(field: string, filter: string, position: Position): string {
  return util.base64Encode(JSON.stringify({ field, filter, walk: position.walk, after: position.after }));
}

/** The position in a token; INVALID_INPUT for a made-up one and for one of another field or filter. */
export function readPageToken(field: string, filter: string, token: string, walks: string[]): Position {
  // Base64 that is not a multiple of four would make the decoder fail.
  const text = util.matches(BASE64, token) && token.length % 4 === 0 ? util.base64Decode(token) : '';
  // AppSync's JSON.parse answers an empty text for what is no JSON.
  const parsed = text.startsWith('{') ? (JSON.parse(text) as Partial<Record<string, unknown>> | string) : '';
  const { after, walk } = typeof parsed === 'object' ? parsed : {};
  if (
    typeof parsed !== 'object' ||
    parsed['field'] !== field ||
    parsed['filter'] !== filter ||
    typeof walk !== 'string' ||
    !walks.includes(walk) ||
    typeof after !== 'string' ||
    after.length < 1 ||
    after.length > 1_024
  ) {
    invalid('nextToken', 'is not one that this query gave. Start again without it');
  }
  return { walk, after };
}
