import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { poolOf, reserveActions } from '../../domain/calls/reservations.ts';
import type { ReserveCall } from '../../domain/calls/reservations.ts';
import type { ItemKey } from '../../domain/calls/action.ts';
import type { ContendedAnswer } from '../../domain/calls/call.ts';
import type { LevelItem } from '../../domain/level.ts';
import { limits } from '../../domain/limits.ts';
import { levelKey } from '../../domain/lines.ts';
import type { LineItem, Quantities } from '../../domain/lines.ts';
import { isNil } from '../../domain/nil.ts';
import { tooManyLevels } from '../../domain/refusals.ts';
import { candidates, freeUnits, planLines, planRefusal, unitsIn } from '../../domain/sourcing.ts';
import type { LevelName, Plan, Ranking, Sourcing } from '../../domain/sourcing.ts';
import { readItems } from '../lib/batch-get.ts';
import { instantOf } from '../lib/clock.ts';
import { environment } from '../lib/environment.ts';
import { refusedAt, transact } from '../lib/transactions.ts';
import { levelsOf, snapshotOf } from './levels.ts';

/** A reservation whose warehouses the server chooses. */
export type SourcedCall = ReserveCall & { sourcing: Sourcing };

type Levels = Map<string, LevelItem>;

/** Lines to write, or an answer without a write. */
type Choice = { lines: LineItem[] } | { answer: ContendedAnswer };

/**
 * Chooses warehouses and writes, and chooses anew when somebody was faster, until `deadline` (epoch
 * milliseconds): then it rejects with CONTENTION, as others kept taking what was chosen. It answers
 * that there is too little only where that was so at one moment, which one consistent read shows.
 */
export async function reserveSourced(dynamodb: DynamoDBDocumentClient, call: SourcedCall, deadline: number): Promise<ContendedAnswer> {
  for (;;) {
    const choice = await choose(dynamodb, call, deadline);
    if ('answer' in choice) return choice.answer;
    const { lines } = choice;
    const outcome = await transact(dynamodb, (at) => reserveActions({ ...call, lines }, at), deadline);
    if (outcome.done || outcome.seen[0]?.failed) return { outcome, lines };
  }
}

async function choose(dynamodb: DynamoDBDocumentClient, call: SourcedCall, deadline: number): Promise<Choice> {
  const { sourcing, asked } = call;
  const { names, levels } = await readCandidates(dynamodb, sourcing, deadline);
  const ranked = rankingOf(sourcing, levels, call);
  let plan = planOf(call, levels, ranked);
  // Until what shows that it is short has been seen at one moment.
  for (;;) {
    if (plan.lines.length > limits.linesPerReservation) return { answer: { outcome: refusedAt(instantOf()), refusal: tooManyLevels() } };
    if (plan.lines.length > 0) return { lines: plan.lines };
    const looked = names.length <= limits.levelsPerSnapshot ? names : plan.proof;
    const reservation: ItemKey = { table: 'RESERVATIONS_TABLE', key: { reservation_id: asked.reservationId } };
    const { item, levels: seen } = await snapshotOf(dynamodb, looked, reservation, deadline);
    // The call was sent before, and what it took is now missing.
    if (item) return { answer: { outcome: refusedAt(instantOf(), [{ failed: true, item }]) } };
    for (const { product_id, warehouse_id } of looked) levels.delete(levelKey(product_id, warehouse_id));
    keep(levels, seen);
    plan = planOf(call, levels, ranked);
    const proved = new Set(looked.map(nameOf));
    if (plan.lines.length === 0 && plan.proof.every((level) => proved.has(nameOf(level))))
      return { answer: { outcome: refusedAt(instantOf()), refusal: planRefusal(plan, [...levels.values()], poolOf(call)) } };
  }
}

/** The levels to choose from, and the names under which there may be some. */
async function readCandidates(
  dynamodb: DynamoDBDocumentClient,
  { asked, warehouses }: Sourcing,
  deadline: number,
): Promise<{ names: LevelName[]; levels: Levels }> {
  const levels: Levels = new Map();
  if (warehouses) {
    const names = candidates(asked, warehouses);
    keep(levels, await readItems<LevelItem>(dynamodb, environment('INVENTORY_TABLE'), names, deadline));
    return { names, levels };
  }
  const products = [...new Set(asked.map(({ product_id }) => product_id))];
  keep(levels, await levelsOf(dynamodb, products, deadline));
  const named = asked.flatMap(({ product_id, warehouse_id }) => (isNil(warehouse_id) ? [] : [{ product_id, warehouse_id }]));
  const names = new Map(
    [...levels.values(), ...named].map(({ product_id, warehouse_id }) => [
      levelKey(product_id, warehouse_id),
      { product_id, warehouse_id },
    ]),
  );
  return { names: [...names.values()], levels };
}

function planOf(call: SourcedCall, levels: Levels, ranked: Ranking): Plan {
  const { asked, split } = call.sourcing;
  return planLines(asked, split, freeUnits([...levels.values()], poolOf(call)), ranked);
}

/** The caller's order, or most first. */
function rankingOf({ warehouses }: Sourcing, levels: Levels, call: SourcedCall): Ranking {
  if (warehouses) return () => warehouses;
  return mostFirst([...levels.values()], freeUnits([...levels.values()], poolOf(call)));
}

/**
 * Warehouses with most units of the lines first. Of two with about as many, less than twice, a draw
 * decides: a crowd that sees the same numbers would else queue at one level.
 */
function mostFirst(levels: readonly LevelItem[], free: Quantities): Ranking {
  const draws = new Map(levels.map(({ warehouse_id }) => [warehouse_id, 0.5 + Math.random() / 2]));
  return (lines) => {
    const kept = new Set(lines.map(({ product_id }) => product_id));
    const names = new Set(levels.filter(({ product_id }) => kept.has(product_id)).map(({ warehouse_id }) => warehouse_id));
    const scored = [...names].map((warehouse) => {
      const units = lines.reduce((sum, line) => sum + unitsIn(line, warehouse, free), 0);
      return { warehouse, score: units * (draws.get(warehouse) ?? 1) };
    });
    return scored
      .toSorted((one, other) => other.score - one.score)
      .slice(0, limits.levelsPerSnapshot)
      .map(({ warehouse }) => warehouse);
  };
}

function keep(levels: Levels, items: readonly LevelItem[]): void {
  for (const item of items) levels.set(levelKey(item.product_id, item.warehouse_id), item);
}

function nameOf({ product_id, warehouse_id }: LevelName): string {
  return levelKey(product_id, warehouse_id);
}
