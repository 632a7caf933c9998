import { parse } from 'csv-parse/sync';

/**
 * One row of the order data. A negative quantity is a cancellation (invoice number with a leading
 * C) or a stock write-off.
 */
export interface OrderLine {
  invoice: string;
  /** As printed in the data: case counts, `15056BL` and `15056bl` are two products. */
  stockCode: string;
  /** May be empty, and may be a clerk's remark instead of a name. */
  description: string;
  /** Units, not 0. */
  quantity: number;
  /** Day of the invoice, `2010-12-01`. */
  day: string;
  country: string;
}

/**
 * Product codes are five digits, then up to two letters for a colour or size. Everything else in
 * the data is a charge on an invoice: postage, discount, carriage, bank charges, manual entries.
 */
const PRODUCT_CODE = /^\d{5}[A-Za-z]{0,2}$/;

/**
 * Reads order lines from CSV text with a header row.
 * @throws Error that names the line when a column is missing or a quantity is no whole number.
 */
export function parseOrderLines(csv: string): OrderLine[] {
  const rows = parse<Record<string, string>>(csv, { columns: true, bom: true, skip_empty_lines: true });
  return rows.map((row, index) => {
    const text = (column: string): string => {
      const value = row[column];
      if (value === undefined) throw new Error(`Order line ${index + 1} has no column ${column}; see data/README.md for the format.`);
      return value;
    };
    return {
      invoice: text('InvoiceNo'),
      stockCode: text('StockCode'),
      description: text('Description'),
      quantity: wholeNumber(text('Quantity'), index),
      day: text('InvoiceDate').slice(0, 10),
      country: text('Country'),
    };
  });
}

/** True for a code of something that lies on a shelf, false for charges such as `POST`. */
export function isProduct(stockCode: string): boolean {
  return PRODUCT_CODE.test(stockCode);
}

/** True for goods that left because of an order: neither a cancellation nor a write-off. */
export function isSale(line: OrderLine): boolean {
  return line.quantity > 0;
}

/** True where units were written off without an order. */
export function isWriteOff(line: OrderLine): boolean {
  return line.quantity < 0 && !line.invoice.startsWith('C');
}

function wholeNumber(text: string, index: number): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new Error(`Order line ${index + 1} has the quantity "${text}", which is no whole number.`);
  return Number(text);
}
