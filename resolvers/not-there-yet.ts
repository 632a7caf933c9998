import type { Context } from '@aws-appsync/utils';
import { refuse } from './lib/refuse.ts';

/** A field of the contract whose data source is still to come. It says so instead of answering something false. */
export function request(ctx: Context): never {
  refuse('INTERNAL', `${ctx.info.parentTypeName}.${ctx.info.fieldName} is not there yet in this version of Onhand.`, {});
}

export function response(): null {
  return null;
}
