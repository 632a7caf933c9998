import { util } from '@aws-appsync/utils';
import type { Context } from '@aws-appsync/utils';
import { checksum } from '../../domain/checksum.ts';
import { invalid } from './errors.ts';

/** Where a list goes on: which of its walks, after which sort key. */
export interface Position {
  walk: string;
  after: string;
}

/** Base64 whose length the decoder takes. */
const BASE64 = '^(?:[A-Za-z0-9+/]{4}){1,1500}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?![\\s\\S])';

/**
 * One of the orders in which a field goes through its list, and the pattern of what it goes on
 * after.
 */
export interface Walk {
  walk: string;
  pattern: string;
}

/** The Base64 of the 1,024 bytes that a sort key may have at most. */
const LONGEST_KEY = 1_368;

/**
 * A token that is good for this stage, field and filter only. Ours, since AppSync's own belong to
 * one resolver and one query. Whoever forges one all the same has named a place in a list that he
 * may read.
 */
export function pageToken(ctx: Context, filter: string, position: Position): string {
  const place = [ctx.env['INVENTORY_TABLE'], ctx.info.fieldName, filter, position.walk, position.after];
  const check = checksum(util.base64Encode(JSON.stringify(place)));
  return util.base64Encode(JSON.stringify({ walk: position.walk, after: position.after, check }));
}

/**
 * The position in a token; INVALID_INPUT for a made-up or damaged one and for one of another field,
 * filter or stage. `walks` are those of this field: a token whose check is right may be made up all
 * the same.
 */
export function readPageToken(ctx: Context, filter: string, token: string, walks: Walk[]): Position {
  const text = util.matches(BASE64, token) ? util.base64Decode(token) : '';
  // AppSync's JSON.parse answers an empty text for what is no JSON.
  const parsed = text.startsWith('{') ? (JSON.parse(text) as Partial<Position> | string) : '';
  const { walk, after } = typeof parsed === 'string' ? {} : parsed;
  if (
    typeof walk !== 'string' ||
    typeof after !== 'string' ||
    !isPlace(walks, { walk, after }) ||
    pageToken(ctx, filter, { walk, after }) !== token
  ) {
    invalid('nextToken', 'is not one that this query gave: start again without it');
  }
  return { walk, after };
}

/** Whether DynamoDB takes it for a key, and this list may have it. */
function isPlace(walks: Walk[], { walk, after }: Position): boolean {
  return walks.some((each) => each.walk === walk && util.matches(each.pattern, after)) && util.base64Encode(after).length <= LONGEST_KEY;
}
