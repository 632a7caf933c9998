import {
  ACTIVE_HOLDS_INDEX,
  ATTENTION_INDEX,
  CATEGORY_INDEX,
  LISTING_INDEX,
  NAME_INDEX,
  OVERSOLD_INDEX,
  UNFINISHED_INDEX,
  WAREHOUSE_INDEX,
  type Index,
} from '../../../../domain/indexes.ts';

/** An attribute of a key and its type: `S`, `N` or `B`. */
export type KeyAttribute = readonly [name: string, type: string];

/** A table of the differential test. */
export interface TableShape {
  name: string;
  key: readonly KeyAttribute[];
  indexes: readonly { name: string; key: readonly KeyAttribute[] }[];
  stream: 'NEW_AND_OLD_IMAGES' | undefined;
}

const strings = ({ name, partition, sort }: Index) => ({
  name,
  key: [
    [partition, 'S'],
    [sort, 'S'],
  ] as const,
});

/** Onhand's own tables, as infra/data.ts has them, and two with the other types of keys. */
export const TABLES: readonly TableShape[] = [
  {
    name: 'inventory',
    key: [
      ['product_id', 'S'],
      ['warehouse_id', 'S'],
    ],
    indexes: [LISTING_INDEX, CATEGORY_INDEX, WAREHOUSE_INDEX, NAME_INDEX, ATTENTION_INDEX, OVERSOLD_INDEX].map(strings),
    stream: 'NEW_AND_OLD_IMAGES',
  },
  { name: 'reservations', key: [['reservation_id', 'S']], indexes: [strings(ACTIVE_HOLDS_INDEX)], stream: 'NEW_AND_OLD_IMAGES' },
  { name: 'requests', key: [['request_id', 'S']], indexes: [strings(UNFINISHED_INDEX)], stream: undefined },
  {
    name: 'movements',
    key: [
      ['level', 'S'],
      ['sequence', 'N'],
    ],
    indexes: [],
    stream: undefined,
  },
  {
    name: 'numbers',
    key: [
      ['number', 'N'],
      ['bytes', 'B'],
    ],
    indexes: [
      {
        name: 'by-amount',
        key: [
          ['place', 'B'],
          ['amount', 'N'],
        ],
      },
    ],
    stream: 'NEW_AND_OLD_IMAGES',
  },
  { name: 'blobs', key: [['blob', 'B']], indexes: [{ name: 'by-bytes', key: [['bytes', 'B']] }], stream: 'NEW_AND_OLD_IMAGES' },
];

/** What `CreateTable` is given. */
export function creationOf({ name, key, indexes, stream }: TableShape): Record<string, unknown> {
  const attributes = new Map([key, ...indexes.map((index) => index.key)].flat());
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(key),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.key),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } }),
  };
}

function keySchema(key: readonly KeyAttribute[]) {
  return key.map(([AttributeName], place) => ({ AttributeName, KeyType: place === 0 ? 'HASH' : 'RANGE' }));
}
