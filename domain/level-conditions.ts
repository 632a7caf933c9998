import { limits } from './limits.ts';
import type { Expression } from './expression.ts';

// What must be true of a level for a write to happen. No write reads first: what has to be decided
// is in its condition.

/** The condition of a level that is there and not retired. */
export const LIVE = 'attribute_exists(#product_id) AND attribute_not_exists(#removed_at)';
/** The attributes that LIVE names. */
export const LIVE_ATTRIBUTES = ['product_id', 'removed_at'];

/** A level that keeps nothing from shoppers; `:unkept` is 0. */
export const KEEPS_NONE = 'attribute_not_exists(#safety_stock) OR #safety_stock = :unkept';

/**
 * At least this many units are free. A missing or retired level has none, so this also asks for a
 * live one.
 */
export function hasAvailable(units: number): Expression {
  return { expression: '#available_count >= :needed', attributes: ['available_count'], values: { ':needed': units } };
}

/**
 * At least this many units can be sold. Where no safety stock is kept only what is available
 * decides: a release that had none moves that alone, also while this one is being deployed, and
 * leaves a stored sellable_count behind.
 */
export function hasSellable(units: number): Expression {
  return {
    expression: `(#available_count >= :needed AND (${KEEPS_NONE} OR #sellable_count >= :needed))`,
    attributes: ['available_count', 'sellable_count', 'safety_stock'],
    values: { ':needed': units, ':unkept': 0 },
  };
}

/**
 * At least this many units are reserved, and this many of them committed: guards giving back
 * against a drift that would go below zero.
 */
export function hasReserved(units: number, committed: number): Expression {
  const condition: Expression = { expression: '#reserved_count >= :needed', attributes: ['reserved_count'], values: { ':needed': units } };
  return committed > 0 ? withCommitted(condition, committed) : condition;
}

/**
 * Units that are reserved can be shipped: they are there, which a forced count may have changed,
 * and still reserved, and those of paid orders committed.
 */
export function canShip(stock: number, reserved: number, committed: number): Expression {
  const condition: Expression = {
    expression: '#stock_count >= :stock_needed AND #reserved_count >= :reserved_needed',
    attributes: ['stock_count', 'reserved_count'],
    values: { ':stock_needed': stock, ':reserved_needed': reserved },
  };
  return committed > 0 ? withCommitted(condition, committed) : condition;
}

function withCommitted({ expression, attributes, values }: Expression, units: number): Expression {
  return {
    expression: `${expression} AND #committed_count >= :committed_needed`,
    attributes: attributes.concat(['committed_count']),
    values: { ...values, ':committed_needed': units },
  };
}

/** The level can take these units without exceeding the largest count. */
export function canReceive(units: number): Expression {
  return {
    expression: `${LIVE} AND #stock_count <= :most`,
    attributes: LIVE_ATTRIBUTES.concat(['stock_count']),
    values: { ':most': limits.stockCount - units },
  };
}

/**
 * An adjustment by `delta` keeps the count at 0 or more and, unless forced, leaves what is reserved
 * alone.
 */
export function canAdjust(delta: number, allowBelowReserved: boolean): Expression {
  if (delta > 0) {
    return canReceive(delta);
  }
  const attributes = LIVE_ATTRIBUTES.concat(['stock_count']);
  const values = { ':needed': -delta };
  return allowBelowReserved
    ? { expression: `${LIVE} AND #stock_count >= :needed`, attributes, values }
    : {
        expression: `${LIVE} AND #stock_count >= :needed AND #available_count >= :needed`,
        attributes: attributes.concat(['available_count']),
        values,
      };
}

/** The level is there and at the version that the caller saw. */
export function versionIs(expectedVersion: number): Expression {
  return {
    expression: `${LIVE} AND #version = :expected`,
    attributes: LIVE_ATTRIBUTES.concat(['version']),
    values: { ':expected': expectedVersion },
  };
}

/** The level was never created, or is retired. */
export function isAbsent(): Expression {
  return { expression: 'attribute_not_exists(#product_id) OR attribute_exists(#removed_at)', attributes: LIVE_ATTRIBUTES, values: {} };
}
