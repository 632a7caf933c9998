import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Outcome } from '../../domain/calls/action.ts';
import type { ContendedAnswer, ContendedCall, TransactionCall } from '../../domain/calls/call.ts';
import { instantOf } from '../lib/clock.ts';
import { documentClient } from '../lib/dynamodb.ts';
import { environment } from '../lib/environment.ts';
import { Refusal } from '../lib/refusal.ts';
import { refusedAt, transact } from '../lib/transactions.ts';
import { actionsOf, isSingle } from './actions.ts';
import { idsOf } from './ids.ts';
import { refuseShort, shortWrite } from './refuse.ts';
import { reserveSourced } from './source.ts';
import type { SourcedCall } from './source.ts';
import { writeOne } from './write-one.ts';

/**
 * How long a call is tried since it first met others, milliseconds. AppSync waits 30 seconds for
 * all that a field does.
 */
const BUDGET_MS = Number(environment('BUDGET_MS'));

const logger = new Logger();
const dynamodb = documentClient(1);

/**
 * Writes for a call that met others or has no warehouses yet, as often as its budget allows, with
 * growing random pauses: nothing queues in DynamoDB, and AppSync cannot wait. Each attempt is built
 * anew, so that all times in it are of the attempt that takes effect. Rejects on anything but
 * refusals and contention, and when it is not known whether the write took effect.
 */
export async function handler({ call, since, refused }: ContendedCall, context: Context): Promise<ContendedAnswer> {
  logger.addContext(context);
  const deadline = since + BUDGET_MS;
  try {
    if (isSingle(call)) return { outcome: await writeOne(dynamodb, call, deadline) };
    if (isSourced(call)) return await reserveSourced(dynamodb, call, deadline);
    return await writeAll(call, refused ?? null, deadline);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      logger.error('A write failed', { ...idsOf(call), error: error as Error });
      throw error;
    }
    logger.warn('A write could not be made until its time was over', idsOf(call));
    return { outcome: { ...refusedAt(instantOf()), contended: true } };
  }
}

/** Also writes again what was short, where it no longer is. */
async function writeAll(received: TransactionCall, refused: Outcome | null, deadline: number): Promise<ContendedAnswer> {
  const call = inTodaysForm(received);
  let outcome = refused;
  for (;;) {
    outcome ??= await transact(dynamodb, (at) => actionsOf(call, at), deadline);
    const short = shortWrite(call, outcome);
    if (!short) return { outcome };
    const refusal = await refuseShort(dynamodb, call, short);
    if (refusal) return { outcome, refusal };
    outcome = null;
  }
}

function isSourced(call: TransactionCall): call is SourcedCall {
  return call.field === 'reserveStock' && call.sourcing !== undefined;
}

/**
 * A resolver of release 0.1.0, which a deploy may leave in place a moment longer than this
 * function, sends a list where there now is a text.
 */
function inTodaysForm(call: TransactionCall): TransactionCall {
  if (call.field !== 'adjustStock' && call.field !== 'transferStock') return call;
  const asked: unknown = call.asked;
  return typeof asked === 'string' ? call : { ...call, asked: JSON.stringify(asked) };
}
