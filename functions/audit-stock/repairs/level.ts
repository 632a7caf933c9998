import { onLevel } from '../../../domain/calls/action.ts';
import type { PutAction, UpdateAction } from '../../../domain/calls/action.ts';
import { setAndRemove } from '../../../domain/expression.ts';
import { AUDIT_ACTOR } from '../../../domain/last-change.ts';
import { INDEX_SORT_KEYS } from '../../../domain/level.ts';
import type { LastChange } from '../../../domain/last-change.ts';
import { changeMap } from '../../../domain/last-change.ts';
import { limits } from '../../../domain/limits.ts';
import type { MovementItem } from '../../../domain/movement.ts';
import type { StockKeyInput } from '../../../schema/types.ts';
import { storeMarks } from '../../lib/derived-status.ts';
import { movementOf } from '../../lib/movements.ts';
import { isRetryable } from '../../lib/dynamodb-errors.ts';
import { withRetries } from '../../lib/retry.ts';
import { transact } from '../../lib/transactions.ts';
import type { Audit, DriftKind, Finding } from '../audit.ts';
import { addedCounts, wantedKeys, wholeLevel } from '../checks/level.ts';
import type { StoredLevel } from '../checks/level.ts';
import type { ReservedLedger } from '../reserved-ledger.ts';
import { proveLevel } from '../prove.ts';
import type { Proof } from '../prove.ts';
import type { Units } from '../units.ts';
import { mendsOf, writeMends } from './history.ts';

/**
 * Proofs and repairs of one level before it is left as it is: each repair may show what it had
 * hidden.
 */
const MOST_ROUNDS = 6;

/** What is mended by a change of the level that says so. */
const BY_CHANGE: readonly DriftKind[] = [
  ...(['MALFORMED', 'AVAILABLE', 'RESERVED', 'COMMITTED', 'SELLABLE'] as const),
  ...(['NEGATIVE', 'INDEX', 'UNTOLD', 'MOVEMENT_UNKNOWN'] as const),
];
const BY_MOVEMENTS: readonly DriftKind[] = ['MOVEMENT_MISSING', 'MOVEMENT_WRONG'];

/**
 * Mends a level, as it is now and on the condition that it still is. Answers whether nothing is
 * wrong with it afterwards, as when somebody else has mended it before: so asking twice does it
 * once.
 */
export async function repairLevel(audit: Audit, ledger: ReservedLedger, key: StockKeyInput): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS && Date.now() < audit.deadline; round += 1) {
    const proof = await proveLevel(audit, ledger, key);
    if (proof.units && proof.findings.length === 0) return true;
    if (!proof.units || !proof.level) continue;
    await mend(audit, proof.level, proof, proof.units);
  }
  return false;
}

/** History first: the change that mends the level continues it. */
async function mend(audit: Audit, level: StoredLevel, { movements, findings }: Proof, units: Units): Promise<void> {
  const has = (kinds: readonly DriftKind[]) => findings.some(({ kind }) => kinds.includes(kind));
  if (has(['MALFORMED'])) return changeLevel(audit, level, movements, findings, units);
  if (has(BY_MOVEMENTS) || has(BY_CHANGE)) {
    const mends = mendsOf(level, movements);
    // What is only late is the change feed's, unless the level itself is to be changed.
    if (mends.length > 0) return writeMends(audit, mends);
  }
  if (has(BY_CHANGE)) return changeLevel(audit, level, movements, findings, units);
  if (has(['MARKS'])) await withRetries(() => storeMarks(audit.dynamodb, audit.tables, [level]), audit.deadline, isRetryable);
}

async function changeLevel(
  audit: Audit,
  seen: StoredLevel,
  movements: readonly MovementItem[],
  findings: readonly Finding[],
  { reserved, committed }: Units,
): Promise<void> {
  const newest = movements.at(-1);
  const level = wholeLevel(seen, newest);
  const stock = trueStock(level, movements, reserved);
  const safety = trueSafety(level, movements);
  const counts = { stock_count: stock, reserved_count: reserved, available_count: stock - reserved };
  const numbers = { ...counts, ...addedCounts({ ...level, ...counts, committed_count: committed, safety_stock: safety }) };
  const sequence = Math.max(level.sequence, newest?.sequence ?? 0) + 1;
  const isSame = stock === seen.stock_count && safety === (seen.safety_stock ?? 0);
  const version = level.version + (isSame ? 0 : 1);
  await transact(
    audit.dynamodb,
    (at) => {
      const change: LastChange = { cause: 'REPAIRED', actor: AUDIT_ACTOR, note: noteOf(findings) };
      const after = { ...level, ...numbers, sequence, version, last_updated: at.iso, last_change: change };
      // The feed will find this movement there: it alone knows the difference to what history had,
      // which the level's own images do not show.
      return [writeLevel(seen, after), putMovement(movementOf({ before: newest, after }))];
    },
    audit.deadline,
  );
}

/**
 * The count that two of three agree on: the level's own, what is free and held together, what
 * history says last.
 */
function trueStock(level: StoredLevel, movements: readonly MovementItem[], reserved: number): number {
  const recorded = movements.find(({ sequence }) => sequence === level.sequence)?.stock_count;
  if (recorded !== undefined && recorded >= 0 && (level.stock_count < 0 || level.available_count + reserved === recorded)) return recorded;
  return Math.max(0, level.stock_count);
}

/** What is kept from shoppers: what the level says, or where that is nonsense, history. */
function trueSafety(level: StoredLevel, movements: readonly MovementItem[]): number {
  const { safety_stock = 0 } = level;
  return safety_stock >= 0 ? safety_stock : Math.max(0, movements.find(({ sequence }) => sequence === level.sequence)?.safety_stock ?? 0);
}

function putMovement(item: MovementItem): PutAction {
  const { level, sequence } = item;
  return { table: 'MOVEMENTS_TABLE', key: { level, sequence }, item: { ...item } };
}

function writeLevel(seen: StoredLevel, after: StoredLevel & { last_change: LastChange }): UpdateAction {
  const keys = { ...wantedKeys(after) };
  const added = ['committed_count', 'safety_stock', 'sellable_count', 'withheld_count'] as const;
  const counts = ['stock_count', 'reserved_count', 'available_count'] as const;
  const set = [...counts, ...added, 'threshold_level', 'sequence', 'version', 'last_updated'] as const;
  const assignments: Record<string, string> = { last_change: ':change' };
  const values: Record<string, unknown> = { ':change': changeMap(after.last_change) };
  for (const [name, value] of [...set.map((each) => [each, after[each]] as const), ...Object.entries(keys)]) {
    assignments[name] = `:${name}`;
    values[`:${name}`] = value;
  }
  const as = [...counts, 'committed_count', 'safety_stock', 'sequence', 'version'] as const;
  const gone = INDEX_SORT_KEYS.filter((name) => !(name in keys));
  return onLevel(seen, {
    update: setAndRemove(assignments, gone, values),
    condition: {
      expression: as.map((name) => (name in seen ? `#${name} = :seen_${name}` : `attribute_not_exists(#${name})`)).join(' AND '),
      attributes: [...as],
      values: Object.fromEntries(as.filter((name) => name in seen).map((name) => [`:seen_${name}`, seen[name]])),
    },
  });
}

/** What history says: from what to what. */
function noteOf(findings: readonly Finding[]): string {
  const said = findings
    .filter(({ kind }) => BY_CHANGE.includes(kind))
    .map(({ kind, expected, found }) => `${kind} ${found} to ${expected}`);
  return Array.from(`Audit: ${said.join('; ')}`.replaceAll('\u0001', '/'))
    .slice(0, limits.noteLength)
    .join('');
}
