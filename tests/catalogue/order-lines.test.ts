import { describe, expect, test } from 'vitest';
import { isProduct, parseOrderLines } from '../../local/catalogue/order-lines.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

describe('order lines', () => {
  test('keep commas and quotes inside a quoted description', () => {
    const [line] = parseOrderLines(`${HEADER}\r\n1,22847,"BREAD BIN, ""DINER"" STYLE",2,2010-12-01T08:26:00Z,3.39,17850,France\r\n`);
    expect(line).toEqual({
      invoice: '1',
      stockCode: '22847',
      description: 'BREAD BIN, "DINER" STYLE',
      quantity: 2,
      day: '2010-12-01',
      country: 'France',
    });
  });

  test('with a quantity that is no whole number are refused by line', () => {
    expect(() => parseOrderLines(`${HEADER}\n1,22847,MUG,two,2010-12-01T08:26:00Z,1,,France`)).toThrow(
      'Order line 1 has the quantity "two"',
    );
  });

  test('without a column that is needed are refused by its name', () => {
    expect(() => parseOrderLines('InvoiceNo,StockCode\n1,22847')).toThrow('no column Description');
  });
});

describe('a stock code', () => {
  test.each(['22632', '85123A', '85123a', '15056BL', '15056bl'])('%s is a product', (code) => {
    expect(isProduct(code)).toBe(true);
  });

  test.each(['POST', 'DOT', 'M', 'D', 'C2', 'BANK CHARGES', 'AMAZONFEE', ''])('"%s" is none', (code) => {
    expect(isProduct(code)).toBe(false);
  });
});
