import type { Mutant } from './mutant.ts';

const CONDITIONS = 'domain/level-conditions.ts';
const COUNTS = 'domain/level-counts.ts';
const RESERVATIONS = 'domain/reservation-updates.ts';
const CALLS = 'domain/calls/reservations.ts';

/** Rules of `domain/`, which resolvers and functions share. */
export const domainMutants: readonly Mutant[] = [
  {
    name: 'a reservation looks at the stock, not at what is available',
    file: CONDITIONS,
    find: '`(#available_count >= :needed AND (${KEEPS_NONE} OR #sellable_count >= :needed))`',
    replace: '`(#available_count >= :needed OR ${KEEPS_NONE} OR #sellable_count >= :needed)`',
  },
  {
    name: 'a reservation takes the safety stock',
    file: CONDITIONS,
    find: '(${KEEPS_NONE} OR #sellable_count >= :needed))`',
    replace: '(${KEEPS_NONE} OR #sellable_count >= :needed OR #available_count >= :needed))`',
  },
  {
    name: 'an order without reservations takes reserved units',
    file: CONDITIONS,
    find: "{ expression: '#available_count >= :needed', attributes: ['available_count'], values: { ':needed': units } }",
    replace: "{ expression: '#stock_count >= :needed', attributes: ['stock_count'], values: { ':needed': units } }",
  },
  {
    name: 'an adjustment takes reserved units unasked',
    file: CONDITIONS,
    find: '`${LIVE} AND #stock_count >= :needed AND #available_count >= :needed`',
    replace: '`${LIVE} AND (#stock_count >= :needed OR #available_count >= :needed)`',
  },
  {
    name: 'a count is written over a newer version',
    file: CONDITIONS,
    find: '`${LIVE} AND #version = :expected`',
    replace: '`${LIVE} AND #version >= :expected`',
  },
  {
    name: 'a level is created over one that is there',
    file: CONDITIONS,
    find: "'attribute_not_exists(#product_id) OR attribute_exists(#removed_at)'",
    replace: "'attribute_not_exists(#removed_at) OR attribute_exists(#product_id)'",
  },
  {
    name: 'a change skips a sequence',
    file: COUNTS,
    find: "{ ':one': 1, ':now': move.now",
    replace: "{ ':one': 2, ':now': move.now",
  },
  {
    name: 'reserved units stay available',
    file: COUNTS,
    find: 'const available = move.stock - move.reserved;',
    replace: 'const available = move.stock;',
  },
  {
    name: 'committed units are not given back',
    file: COUNTS,
    find: 'if (move.committed) {',
    replace: 'if (move.committed && move.committed > 0) {',
  },
  {
    name: 'withheld units are counted the wrong way',
    file: COUNTS,
    find: "'if_not_exists(#withheld_count, #reserved_count) + :reserved'",
    replace: "'if_not_exists(#withheld_count, #reserved_count) - :reserved'",
  },
  {
    name: 'sellable units are counted the wrong way',
    file: COUNTS,
    find: "'if_not_exists(#sellable_count, #available_count) + :available'",
    replace: "'if_not_exists(#sellable_count, #available_count) - :available'",
  },
  { name: 'what ships is no new version', file: COUNTS, find: 'newVersion: ships > 0 }', replace: 'newVersion: false }' },
  {
    name: 'a commit leaves the level alone',
    file: COUNTS,
    find: 'reserved: 0, committed: units, newVersion: false',
    replace: 'reserved: 0, committed: 0, newVersion: false',
  },
  {
    name: 'a reservation is changed although another change came between',
    file: RESERVATIONS,
    find: "'#status = :was AND #revision = :read AND #expires_at = :end'",
    replace: "'#status = :was AND #revision >= :read AND #expires_at = :end'",
    needs: { thinkMs: 5, callers: 16, hopMs: 40, longestHoldS: 900, transactionMs: [0, 0], writeMs: [0, 0] },
  },
  {
    name: 'a reservation ends twice',
    file: RESERVATIONS,
    find: "'#status = :was AND #revision = :read AND #expires_at = :end'",
    replace: "'(#status = :was OR #revision = :read) AND #expires_at = :end'",
  },
  {
    name: 'an extension can shorten',
    file: RESERVATIONS,
    find: 'AND #expires_at < :later AND (attribute',
    replace: 'AND #expires_at <> :later AND (attribute',
  },
  {
    name: 'a committed reservation stays in reach of TTL',
    file: RESERVATIONS,
    find: "['hold_shard', 'hold_key', 'reservation_expiry', 'closed_at'], values)",
    replace: "['hold_shard', 'hold_key', 'closed_at'], values)",
  },
  {
    name: 'a committed reservation stays in reach of the sweeper',
    file: RESERVATIONS,
    find: "['hold_shard', 'hold_key', 'reservation_expiry', 'closed_at'], values)",
    replace: "['reservation_expiry', 'closed_at'], values)",
  },
  {
    name: 'a reservation lasts a second less than was asked',
    file: 'domain/reservation.ts',
    find: 'return Math.ceil(at.ms / 1000) + ttlSeconds;',
    replace: 'return Math.floor(at.ms / 1000) + ttlSeconds;',
  },
  {
    name: 'what is due still reads ACTIVE',
    file: 'domain/reservation.ts',
    find: "return item.status === 'ACTIVE' && item.expires_at <= nowSeconds ? 'EXPIRED' : item.status;",
    replace: "return item.status === 'ACTIVE' && item.expires_at + 3600 <= nowSeconds ? 'EXPIRED' : item.status;",
  },
  {
    name: 'a release says that time was over',
    file: CALLS,
    find: "isHolding(reservation, nowSeconds) ? 'RELEASED' : 'EXPIRED'",
    replace: "isHolding(reservation, nowSeconds + 3600) ? 'RELEASED' : 'EXPIRED'",
  },
  {
    name: 'a change does not give back what it leaves out',
    file: CALLS,
    find: 'filter((change) => change.quantity !== 0)',
    replace: 'filter((change) => change.quantity > 0)',
  },
  {
    name: 'a release gives back one unit less',
    file: CALLS,
    find: 'changeReserved(-line.quantity, taking, stamp)',
    replace: 'changeReserved(Math.min(-1, 1 - line.quantity), taking, stamp)',
  },
  {
    name: 'a late commit takes no units',
    file: CALLS,
    find: 'isOpen(reservation) ? commitReserved(line.quantity, stamp)',
    replace: 'reservation.lines.length > 0 ? commitReserved(line.quantity, stamp)',
  },
  {
    name: 'a transfer loses a unit',
    file: 'domain/calls/stock.ts',
    find: '{ ...move, stock: quantity, change:',
    replace: '{ ...move, stock: Math.max(1, quantity - 1), change:',
  },
  {
    name: 'a call with an id is done again when it is sent again',
    file: 'domain/requests.ts',
    find: 'request_id: `${kind}#${id}`',
    replace: 'request_id: `${kind}#${id}#${createdAt}`',
  },
  {
    name: 'a level counts as low one unit too late',
    file: 'domain/status.ts',
    find: "return sellableCount <= thresholdLevel ? 'LOW_STOCK' : 'IN_STOCK';",
    replace: "return sellableCount < thresholdLevel ? 'LOW_STOCK' : 'IN_STOCK';",
  },
];
