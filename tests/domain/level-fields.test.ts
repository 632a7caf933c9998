import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { FIELD_NAMES, descriptionOf, levelFields, patternOf, productFields, textFields, writeFields } from '../../domain/level-fields.ts';
import { stockLevel } from '../../domain/level.ts';
import { updateFingerprint } from '../../domain/level-updates.ts';
import { stockChange } from '../../domain/movement.ts';
import type { UpdateStockInput } from '../../schema/types.ts';
import { someFields, valueOf } from '../support/level-fields.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const schema = buildSchema(`${read('schema/appsync.graphql')}\n${read('schema/schema.graphql')}`);

function fieldsOf(name: string): string[] {
  const type = schema.getType(name);
  if (!isInputObjectType(type) && !isObjectType(type)) throw new Error(`The schema has no ${name}.`);
  return Object.keys(type.getFields());
}

const key = { productId: 'LAMP', warehouseId: 'LONDON' };
const counts = { stock_count: 1, reserved_count: 0, available_count: 1, threshold_level: 0, version: 1 };
const stored = { product_id: 'LAMP', warehouse_id: 'LONDON' };

describe('the schema', () => {
  test.each(['StockLevel', 'StockChange', 'StockChangeInput', 'UpdateStockInput'])('has every field of the list in %s', (type) => {
    expect(fieldsOf(type)).toEqual(expect.arrayContaining(FIELD_NAMES));
  });

  test.each(['Description', 'DescriptionInput', 'DescribeProductInput', 'ExpectedDescriptionInput'])(
    'has every field of a product in %s',
    (type) => {
      expect(fieldsOf(type)).toEqual(expect.arrayContaining(productFields.map(({ field }) => field)));
    },
  );

  test('has what callers see of a level and of a change', () => {
    const level = { ...stored, ...counts, sequence: 1, last_updated: '' };
    expect(Object.keys(stockLevel(level)).toSorted()).toEqual(fieldsOf('StockLevel').toSorted());
    const movement = { ...level, level: '', cause: 'COUNTED' as const, stock_delta: 0, reserved_delta: 0, changed_at: '' };
    expect(Object.keys(stockChange(movement)).toSorted()).toEqual(fieldsOf('StockChange').toSorted());
  });

  test('takes for an event what an event says', () => {
    expect(fieldsOf('StockChangeInput').toSorted()).toEqual(fieldsOf('StockChange').toSorted());
  });
});

describe('the documents', () => {
  const saidOf = (mutation: string) => schema.getMutationType()?.getFields()[mutation]?.description ?? '';

  test.each(textFields)('tell what $field may be, and where it is stored', ({ field, attribute, limit }) => {
    const places: [said: string, where: string, what: string][] = [
      [saidOf('updateStock'), 'the text of updateStock', `${field} ${limit}`],
      [read('docs/api-intro.md'), 'docs/api-intro.md', `\`${field}\``],
      [read('web/csv/README.md'), 'web/csv/README.md', `\`${field}\``],
      [read('docs/data-model.md'), 'docs/data-model.md', `\`${attribute}\``],
    ];
    for (const [said, where, what] of places) expect(said.includes(what), `${where} does not say ${what}`).toBe(true);
  });

  test.each(productFields)('tell in the text of describeProduct what $field may be', ({ field, limit }) => {
    expect(saidOf('describeProduct')).toContain(`${field} ${limit}`);
  });
});

describe('the fingerprint of a call', () => {
  const fields = fieldsOf('UpdateStockInput').filter((field) => !(field in key));

  test.each(fields)('tells another %s', (field) => {
    const value = { expectedVersion: 2, stockCount: 3, thresholdLevel: 4, reason: 'LOST', allowBelowReserved: true }[field] ?? 'text';
    const input = { ...key, expectedVersion: 1, [field]: value } as UpdateStockInput;
    expect(updateFingerprint('update', input, 'role:shop')).not.toBe(
      updateFingerprint('update', { ...key, expectedVersion: 1 }, 'role:shop'),
    );
  });

  test('tells fields from each other that have the same value', () => {
    const texts = textFields.map(({ field }) => updateFingerprint('update', { [field]: 'same' }, 'role:shop'));
    expect(new Set(texts).size).toBe(textFields.length);
  });

  test('is that of release 0.1.0 for what that could ask for, as levels have it stored', () => {
    const counted = { ...key, expectedVersion: 3, stockCount: 7, name: 'Lamp', reason: 'LOST' } as const;
    expect(updateFingerprint('update', counted, 'role:shop')).toBe('["update","role:shop",3,7,null,"Lamp",null,"LOST",null,null,false]');
    expect(updateFingerprint('update', { ...key, expectedVersion: 3, muted: false }, 'user:ann')).toBe(
      '["update","user:ann",3,null,null,null,null,null,null,null,false,false]',
    );
    expect(updateFingerprint('remove', { expectedVersion: 2, note: 'gone' }, 'user:ann')).toBe(
      '["remove","user:ann",2,null,null,null,null,null,"gone",null,false]',
    );
  });
});

describe('what sets fields', () => {
  test.each(levelFields)('$field alone leaves the others as they are', (each) => {
    const { assignments, removals, values } = writeFields({ [each.field]: valueOf(each) }, stored);
    expect(Object.keys(assignments)).toEqual(each.sortKey ? [each.attribute, each.sortKey] : [each.attribute]);
    expect(values[`:${each.attribute}`]).toBe(valueOf(each));
    expect(removals).toEqual([]);
  });

  test.each(levelFields)('$field removes what was cleared', (each) => {
    const { assignments, removals } = writeFields({ [each.field]: each.kind === 'flag' ? false : '' }, stored);
    expect(assignments).toEqual({});
    expect(removals).toEqual(each.sortKey ? [each.attribute, each.sortKey] : [each.attribute]);
  });
});

test('what describes a product is all of it, null where it is not said', () => {
  expect(descriptionOf({ name: 'Lamp', image_url: 'https://images.example/lamp.jpg', muted: true })).toEqual({
    ...Object.fromEntries(productFields.map(({ field }) => [field, null])),
    name: 'Lamp',
    imageUrl: 'https://images.example/lamp.jpg',
  });
  expect(Object.keys(descriptionOf({}))).not.toContain('muted');
});

describe('an address of a picture', () => {
  const field = textFields.find(({ kind }) => kind === 'url');
  const isTaken = (text: string) => new RegExp(field ? patternOf(field) : '', 'u').test(text);
  const longest = `https://a/${'x'.repeat((field?.limit ?? 0) - 10)}`;

  test.each([someFields().imageUrl, 'https://cdn.example/s/1/a%20b.jpg?v=1&w=[2]#x', 'https://192.0.2.1:8443/a', '', longest])(
    'may be %j',
    (text) => {
      expect(isTaken(text ?? '')).toBe(true);
    },
  );

  test.each([
    'http://images.example/a.jpg',
    'HTTPS://images.example/a.jpg',
    '//images.example/a.jpg',
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'https://',
    'https:///a.jpg',
    'https://images.example/a b.jpg',
    'https://images.example/"onerror="alert(1)',
    'https://images.example/<script>',
    'https://images.example/\n',
    ' https://images.example/a.jpg',
    'https://images.example/é.jpg',
    `${longest}x`,
  ])('may not be %j', (text) => {
    expect(isTaken(text)).toBe(false);
  });
});
