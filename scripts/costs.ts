import { beginCommand } from '../tools/command-line.ts';

// What a stage costs: documented prices times assumed use, so that both can be argued with. Prints
// the tables of docs/operations.md.

/** Hours of AWS's month. */
const HOURS = 730;
const MILLION = 1_000_000;

/** One line of a bill. */
export interface CostLine {
  name: string;
  /** US dollars for one `unit`, us-east-1. */
  price: number;
  unit: string;
  /** In units, of one order. */
  perOrder: number;
  /** In units, of one month whatever is sold. */
  perMonth: number;
}

/** The line of the alarms. */
export const ALARM_METRICS = 'CloudWatch alarms';

/**
 * An order as the replay of real ones has it: 20 lines, reserved, paid, then shipped, with 20 page
 * views for each line of it.
 */
export const COSTS: readonly CostLine[] = [
  { name: 'AppSync queries and mutations', price: 4, unit: 'million', perOrder: 421 / MILLION, perMonth: 0.1 },
  // One request for each change, whoever listens: 20 lines reserved, changed or given back, paid,
  // and shipped. With publishTogether off up to twice as many.
  { name: 'AppSync publishing of changes', price: 4, unit: 'million', perOrder: 80 / MILLION, perMonth: 0 },
  // Every change goes to the few product pages and staff that are open: 80 changes, 5 listeners.
  { name: 'AppSync real-time updates', price: 2, unit: 'million', perOrder: 400 / MILLION, perMonth: 0 },
  // A shopper is on a product page 10 minutes for each order and 40 shoppers look for each that
  // buys.
  { name: 'AppSync connection minutes', price: 0.08, unit: 'million', perOrder: 400 / MILLION, perMonth: 0.05 },
  // 65,000 for 512 real invoices that shipped at once, with the change feed's own; a commit of 20
  // lines adds 2 for the reservation, 2 for its two index entries, 40 for the levels and 20 for
  // their history. Each of the 80 changes has an entry in the index of recent changes.
  { name: 'DynamoDB write units', price: 0.625, unit: 'million', perOrder: (127 + 64 + 80) / MILLION, perMonth: 0.1 },
  // One for each read of a level, and what writes read to explain and the feed to number.
  { name: 'DynamoDB read units', price: 0.125, unit: 'million', perOrder: 500 / MILLION, perMonth: 1 },
  // 80 movements and a record of the order, 800 bytes each with index; kept for 400 days, so of 13
  // months.
  { name: 'DynamoDB storage and PITR', price: 0.45, unit: 'GB month', perOrder: (80 * 800 * 13) / 1e9, perMonth: 0.1 },
  // 80 changes, some statuses, the reservation in four states, and the order; up to 64 KB each.
  { name: 'EventBridge events', price: 1, unit: 'million', perOrder: 90 / MILLION, perMonth: 0 },
  { name: 'EventBridge archive', price: 0.1, unit: 'GB', perOrder: (90 * 1_500) / 1e9, perMonth: 0 },
  { name: 'Lambda requests', price: 0.2, unit: 'million', perOrder: 60 / MILLION, perMonth: 0.1 },
  // 60 invocations of 100 ms with 512 MB.
  { name: 'Lambda time', price: 0.0000166667, unit: 'GB second', perOrder: 3, perMonth: 5_000 },
  // Request logs of AppSync at ERROR and one INFO line for an invocation.
  { name: 'CloudWatch logs', price: 0.5, unit: 'GB', perOrder: 40e3 / 1e9, perMonth: 0.2 },
  // Each metric that an alarm looks at counts, and some look at several. A test compares it with
  // the template.
  { name: ALARM_METRICS, price: 0.1, unit: 'metric', perOrder: 0, perMonth: 89 },
  // Those of the functions, by stage, and the refusals by type.
  { name: 'CloudWatch custom metrics', price: 0.3, unit: 'metric', perOrder: 0, perMonth: 33 },
  { name: 'KMS key of the operations topic', price: 1, unit: 'key', perOrder: 0, perMonth: 1 },
  { name: 'CloudWatch dashboard', price: 3, unit: 'dashboard', perOrder: 0, perMonth: 1 },
  // One request in twenty.
  { name: 'X-Ray traces', price: 5, unit: 'million', perOrder: 24 / MILLION, perMonth: 0.01 },
  // Two web ACLs with eight rules; every request goes through, the change feed's too.
  { name: 'WAF', price: 0.6, unit: 'million', perOrder: 480 / MILLION, perMonth: 18 / 0.6 },
  { name: 'S3, SNS, CloudFront', price: 0.085, unit: 'GB', perOrder: (40 * 50e3) / 1e9, perMonth: 5 },
];

/** Dollars a month of one line at so many orders an hour. */
export function monthlyCost({ price, perOrder, perMonth }: CostLine, ordersAnHour: number): number {
  return price * (perMonth + perOrder * ordersAnHour * HOURS);
}

/** The table of docs/operations.md, with the sum in its last row. */
export function costTable(rates: readonly number[] = [1, 100, 10_000]): string {
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  const lines = COSTS.map((line) =>
    row(line.name, `$${line.price} a ${line.unit}`, ...rates.map((rate) => dollars(monthlyCost(line, rate)))),
  );
  const sums = rates.map((rate) => dollars(COSTS.reduce((sum, line) => sum + monthlyCost(line, rate), 0)));
  const head = row('a month', 'price', ...rates.map((rate) => `${rate.toLocaleString('en')} orders an hour`));
  return [head, row(...Array<string>(rates.length + 2).fill('---')), ...lines, row('**sum**', '', ...sums)].join('\n');
}

if (import.meta.main) {
  beginCommand({
    usage: 'npm run costs',
    about: 'Prints what a stage costs a month at some rates of orders, as docs/operations.md has it.',
    options: {},
  });
  process.stdout.write(`${costTable()}\n`);
}
