import { describe, expect, test } from 'vitest';
import type { AlertEntry } from '../../functions/check-thresholds/alert.ts';
import { buildMessage, splitIntoMessages } from '../../functions/check-thresholds/message.ts';

const content = { id: 'message-1', kind: 'ALERT', part: 1, parts: 1 } as const;
/** SNS's limit of a message with its attributes. */
const mostBytes = 262_144;

describe('a message', () => {
  test('has the most urgent first, in JSON and in the e-mail', () => {
    const { Message } = buildMessage({ ...content, entries: [anEntry('a'), { ...anEntry('b'), status: 'OUT_OF_STOCK' }] });
    const { default: json, email } = JSON.parse(Message) as Record<string, string>;
    const { alerts } = JSON.parse(json ?? '') as { alerts: AlertEntry[] };
    expect(alerts.map(({ productId }) => productId)).toEqual(['b', 'a']);
    expect(email).toMatch(
      /^2 stock levels are low or out of stock\.\n\nOut of stock \(1\):\n- Lamp \(b\).*\n\nLow on stock \(1\):\n- Lamp \(a\)/,
    );
  });

  test('lists each status, warehouse and category once for filters', () => {
    const entries = [anEntry('a'), anEntry('b'), { ...anEntry('c'), warehouseId: 'PARIS', category: 'Toys "old"' }];
    expect(buildMessage({ ...content, entries }).MessageAttributes).toMatchObject({
      messageId: { DataType: 'String', StringValue: 'message-1' },
      status: { DataType: 'String.Array', StringValue: '["LOW_STOCK"]' },
      warehouseId: { DataType: 'String.Array', StringValue: '["LONDON","PARIS"]' },
      category: { DataType: 'String.Array', StringValue: '["Lights","Toys \\"old\\""]' },
    });
  });

  test('of levels without a category has no attribute for it, as SNS takes no empty one', () => {
    const entries = [{ ...anEntry('a'), category: null }];
    expect(buildMessage({ ...content, entries }).MessageAttributes).not.toHaveProperty('category');
  });

  test.each([
    ['Grüße aus Köln', 'Onhand: low on stock: Gru?e aus Koln, LONDON'],
    ['x'.repeat(128), `Onhand: low on stock: ${'x'.repeat(77)}`],
    ['two\r\nlines', 'Onhand: low on stock: two lines, LONDON'],
  ])('of one level has it in the subject, in ASCII and short enough: %j', (name, subject) => {
    expect(buildMessage({ ...content, entries: [{ ...anEntry('a'), name }] }).Subject).toBe(subject);
  });

  test.each(['\n', '\r\n', '\u2028', '\u0085', '\u0000'])('cannot be given a line by a text of somebody: %j', (broken) => {
    const forged = `Lamp${broken}- Chair (c), PARIS: 0 available`;
    const entry = { ...anEntry('a'), name: forged, warehouseId: `LONDON${broken}Times` };
    const message = buildMessage({ ...content, entries: [entry, anEntry('b')] });
    const { email = '', default: json = '' } = JSON.parse(message.Message) as Record<string, string>;
    expect(email.split(/\r\n|[\n\r\u0085\u2028\u2029]/).filter((line) => line.startsWith('- '))).toHaveLength(2);
    expect(email).toContain('- Lamp - Chair (c), PARIS: 0 available (a), LONDON Times: ');
    // Programs get it as it is.
    expect((JSON.parse(json) as { alerts: AlertEntry[] }).alerts[0]?.name).toBe(forged);
  });

  test('shows no marks of direction, and keeps the joiners of words', () => {
    const { Message } = buildMessage({ ...content, entries: [{ ...anEntry('a'), name: 'a\u202Eb\u2066c\u200Bd می\u200Cخواهم' }] });
    expect((JSON.parse(Message) as { email: string }).email).toContain('- abcd می\u200Cخواهم (a), LONDON');
  });

  test('says that it is a reminder and which part', () => {
    const message = buildMessage({ ...content, kind: 'REMINDER', part: 2, parts: 3, entries: [anEntry('a'), anEntry('b')] });
    expect(message.Subject).toBe('Onhand: 2 levels still low or out of stock (2 of 3)');
    expect(message.MessageAttributes['kind']?.StringValue).toBe('REMINDER');
    const { default: json = '', email } = JSON.parse(message.Message) as Record<string, string>;
    expect(JSON.parse(json)).toMatchObject({ messageId: 'message-1', kind: 'REMINDER', part: 2, parts: 3 });
    expect(email).toMatch(/^2 stock levels are still low or out of stock\.[^]*Message message-1, part 2 of 3\.$/);
  });
});

describe('a digest', () => {
  test.each([
    ['of plain levels', (index: number) => anEntry(`product-${index}`)],
    ['of the longest texts', longest],
    [
      'of as many warehouses and categories as levels',
      (index: number) => ({ ...anEntry(`${index}`), warehouseId: `W${index}`.padEnd(128, '"') }),
    ],
  ])('%s is cut into messages that SNS takes, with each level once', (_what, entryOf) => {
    const entries = Array.from({ length: 3_000 }, (_, index) => entryOf(index));
    const messages = splitIntoMessages(entries, (entry) => entry);
    expect(messages.flat()).toHaveLength(entries.length);
    for (const part of messages) {
      const { Message, MessageAttributes } = buildMessage({ ...content, entries: part });
      const attributes = Object.entries(MessageAttributes).flatMap(([name, value]) => [name, value.DataType, value.StringValue]);
      expect(Buffer.byteLength(Message + attributes.join(''))).toBeLessThanOrEqual(mostBytes);
    }
  });

  test('of 500 plain levels is one message', () => {
    const entries = Array.from({ length: 500 }, (_, index) => anEntry(`product-${index}`));
    expect(splitIntoMessages(entries, (entry) => entry)).toHaveLength(1);
  });
});

function anEntry(productId: string): AlertEntry {
  return {
    ...{ productId, name: 'Lamp', warehouseId: 'LONDON', category: 'Lights', status: 'LOW_STOCK' },
    ...{ availableCount: 3, stockCount: 3, thresholdLevel: 5, since: '2026-11-28T09:00:00.000Z' },
  };
}

/** Of quotes and of characters of four bytes, as long as the API takes them. */
function longest(index: number): AlertEntry {
  const id = (letter: string) => `${letter}${index}`.padEnd(128, '"');
  return { ...anEntry(id('p')), warehouseId: id('w'), name: '🛋'.repeat(128), category: `${index}`.padEnd(64, '"') };
}
