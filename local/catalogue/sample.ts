import { createHash } from 'node:crypto';
import { categoryOf } from './categories.ts';
import type { OrderLine } from './order-lines.ts';
import { isProduct, isSale, isWriteOff } from './order-lines.ts';

/** One stock level as the shop opens: units of a product in a warehouse. */
export interface SampleLevel {
  productId: string;
  warehouseId: string;
  name: string;
  category: string;
  /** Units. */
  stockCount: number;
  /** Units, at least 1. */
  thresholdLevel: number;
}

/**
 * The main warehouse. It alone covers all that the data sells and writes off, so every order line
 * can be replayed from it.
 */
export const MAIN_WAREHOUSE = 'LONDON';
/** Keeps every product too, with less of it, and has run low or out of some. */
const SECOND_WAREHOUSE = 'MANCHESTER';
/** Keeps what customers outside the home country ordered. */
const EXPORT_WAREHOUSE = 'ROTTERDAM';
const HOME_COUNTRY = 'United Kingdom';

/** Characters, the API's limit for names. */
const MAX_NAME_LENGTH = 128;
/** Shares of the levels outside the main warehouse that open empty, and that open low. */
const EMPTY_SHARE = 0.1;
const LOW_SHARE = 0.2;

/**
 * Told of as low from more units on than they open with: two that sell once in the data, so that
 * the demo shop has something scarce to show from the first look on. In units.
 */
const LAST_PIECES: ReadonlyMap<string, number> = new Map([
  ['22655', 5],
  ['21629', 5],
]);

/**
 * Derives the sample catalogue from order lines: every product in them, sorted by product and
 * warehouse. The same lines give the same catalogue, in whatever order they come but for names that
 * are used equally often.
 */
export function deriveCatalogue(lines: readonly OrderLine[]): SampleLevel[] {
  const tradingDays = new Set(lines.map((line) => line.day)).size;
  const products = Map.groupBy(
    lines.filter((line) => isProduct(line.stockCode)),
    (line) => line.stockCode,
  );
  return [...products].sort(byCode).flatMap(([productId, productLines]) => levelsOf(productId, productLines, tradingDays));
}

function levelsOf(productId: string, lines: readonly OrderLine[], tradingDays: number): SampleLevel[] {
  const name = nameOf(productId, lines);
  const category = categoryOf(name);
  const demand = demandOf(lines);
  // A main shelf is low when less than an average day's demand is left; the smaller ones refill
  // four times as often.
  const threshold = Math.max(2, Math.ceil(demand / tradingDays));
  const sideThreshold = Math.max(1, Math.ceil(threshold / 4));
  const abroad = lines.some((line) => line.country !== HOME_COUNTRY);
  const sideWarehouses = abroad ? [SECOND_WAREHOUSE, EXPORT_WAREHOUSE] : [SECOND_WAREHOUSE];
  const mainStock = demand + threshold + 1 + Math.round(chance(productId, MAIN_WAREHOUSE) * demand);
  return [
    {
      productId,
      warehouseId: MAIN_WAREHOUSE,
      name,
      category,
      stockCount: mainStock,
      thresholdLevel: LAST_PIECES.get(productId) ?? threshold,
    },
    ...sideWarehouses.map((warehouseId) => {
      const stockCount = sideStock(chance(productId, warehouseId), demand, sideThreshold);
      return { productId, warehouseId, name, category, stockCount, thresholdLevel: sideThreshold };
    }),
  ];
}

/**
 * Units that leave in the data, orders and write-offs together. Cancellations do not count against
 * it: they may come after the order.
 */
function demandOf(lines: readonly OrderLine[]): number {
  return lines.filter((line) => isSale(line) || isWriteOff(line)).reduce((sum, line) => sum + Math.abs(line.quantity), 0);
}

function sideStock(dice: number, demand: number, threshold: number): number {
  if (dice < EMPTY_SHARE) return 0;
  if (dice < EMPTY_SHARE + LOW_SHARE) return 1 + Math.floor(((dice - EMPTY_SHARE) / LOW_SHARE) * threshold);
  return threshold + 1 + Math.round(dice * demand);
}

/** The description used most often in sales, then in any line; the earliest of equals. */
function nameOf(productId: string, lines: readonly OrderLine[]): string {
  const name = mostFrequent(lines.filter(isSale)) ?? mostFrequent(lines) ?? `Product ${productId}`;
  return name.slice(0, MAX_NAME_LENGTH).trim();
}

function mostFrequent(lines: readonly OrderLine[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { description } of lines) {
    const name = description.trim();
    // Names are printed in capitals; without one it is empty or a clerk's remark: "amazon",
    // "damages", "?".
    if (/[A-Z]/.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/**
 * A number in [0, 1) that looks random but belongs to this product and warehouse for ever, so that
 * a second load finds the same stock.
 */
function chance(productId: string, warehouseId: string): number {
  return createHash('sha256').update(`${productId}/${warehouseId}`).digest().readUInt32BE() / 2 ** 32;
}

/** By code unit, not by locale: the order must not depend on the machine. */
function byCode([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
