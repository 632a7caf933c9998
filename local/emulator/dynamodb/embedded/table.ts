import { AwsError } from '../../gateway/gateway.ts';
import type { DatabaseFile, Row } from './file.ts';
import { indexKeyOf, keyOf, storedKeyOfItem, type IndexSchema, type StoredKey, type TableSchema } from './schema.ts';
import type { Item } from './values.ts';

/** An item as it lies in the file. */
export interface StoredItem {
  /** Its JSON; equal for equal items. */
  text: string;
  item: Item;
}

/** An entry of an index that goes or comes. */
export interface IndexMove {
  index: IndexSchema;
  from: StoredKey | undefined;
  to: StoredKey | undefined;
}

/** What to read of a table or an index, in which order. Bounds are of the sort key. */
export interface Range {
  partition: Buffer;
  low?: { sort: Buffer; inclusive: boolean };
  high?: { sort: Buffer; inclusive: boolean };
  forward: boolean;
  /**
   * Begins behind this one; in an index with the key of the item, which tells entries with the same
   * key apart.
   */
  after?: { sort: Buffer; item: StoredKey };
}

/** Items and index entries of one table. */
export class Table {
  readonly schema: TableSchema;
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly #file: DatabaseFile;

  constructor(file: DatabaseFile, id: number, created: number, schema: TableSchema) {
    this.#file = file;
    this.id = id;
    this.created = created;
    this.schema = schema;
  }

  /** Makes the tables of the file that a new table needs. */
  define(): void {
    this.#file.define(
      `CREATE TABLE items_${this.id} (partition BLOB, sort BLOB, item TEXT NOT NULL, PRIMARY KEY (partition, sort)) STRICT, WITHOUT ROWID`,
    );
    this.schema.indexes.forEach((_, place) => {
      this.#defineIndex(place);
    });
  }

  /**
   * Makes the table of the file for the last index, with the items that belong into it. As in the
   * service, an item whose attribute cannot be its key is left out.
   */
  defineLastIndex(): void {
    const index = this.schema.indexes.at(-1) as IndexSchema;
    this.#defineIndex(this.schema.indexes.length - 1);
    for (const { item } of [...this.scan({ from: Buffer.alloc(0), to: undefined }, undefined)]) {
      const to = keyOrNone(item, index);
      if (to) this.move({ index, from: undefined, to }, storedKeyOfItem(item, this.schema), item);
    }
  }

  #defineIndex(place: number): void {
    this.#file.define(
      `CREATE TABLE ${this.#indexTable(place)} (partition BLOB, sort BLOB, item_partition BLOB, item_sort BLOB, item TEXT NOT NULL,
         PRIMARY KEY (partition, sort, item_partition, item_sort)) STRICT, WITHOUT ROWID`,
    );
  }

  get(key: StoredKey): StoredItem | undefined {
    const row = this.#file.first(`SELECT item FROM items_${this.id} WHERE partition = ? AND sort = ?`, key.partition, key.sort);
    return row && readItem(row);
  }

  put(key: StoredKey, text: string): void {
    this.#file.write(`INSERT OR REPLACE INTO items_${this.id} VALUES (?, ?, ?)`, key.partition, key.sort, text);
  }

  delete(key: StoredKey): void {
    this.#file.write(`DELETE FROM items_${this.id} WHERE partition = ? AND sort = ?`, key.partition, key.sort);
  }

  /**
   * How the entries of an item change when the item does. Refuses an attribute that no index key
   * can be.
   */
  movesOf(old: Item | undefined, next: Item | undefined): IndexMove[] {
    return this.schema.indexes.flatMap((index) => {
      if (old && next && unchanged(old, next, index)) return [];
      const to = next && indexKeyOf(next, index);
      const from = old && indexKeyOf(old, index);
      if (from && to && from.partition.equals(to.partition) && from.sort.equals(to.sort)) return [];
      return from || to ? [{ index, from, to }] : [];
    });
  }

  move({ index, from, to }: IndexMove, key: StoredKey, next: Item | undefined): void {
    const table = this.#indexTable(this.schema.indexes.indexOf(index));
    if (from)
      this.#file.write(
        `DELETE FROM ${table} WHERE partition = ? AND sort = ? AND item_partition = ? AND item_sort = ?`,
        ...[from.partition, from.sort, key.partition, key.sort],
      );
    if (to && next) {
      const entry = JSON.stringify({ ...keyOf(next, this.schema), ...keyOf(next, index) });
      this.#file.write(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?)`, to.partition, to.sort, key.partition, key.sort, entry);
    }
  }

  /** The items of a range, one after the other as they are asked for. */
  *query(index: IndexSchema | undefined, range: Range): Iterable<StoredItem> {
    const values: Buffer[] = [range.partition];
    const conditions = ['partition = ?'];
    const ask = (condition: string, ...asked: Buffer[]) => {
      conditions.push(condition);
      values.push(...asked);
    };
    if (range.low) ask(`sort ${range.low.inclusive ? '>=' : '>'} ?`, range.low.sort);
    if (range.high) ask(`sort ${range.high.inclusive ? '<=' : '<'} ?`, range.high.sort);
    const beyond = range.forward ? '>' : '<';
    if (range.after && index)
      ask(`(sort, item_partition, item_sort) ${beyond} (?, ?, ?)`, range.after.sort, range.after.item.partition, range.after.item.sort);
    else if (range.after) ask(`sort ${beyond} ?`, range.after.sort);
    const order = ['sort', ...(index ? ['item_partition', 'item_sort'] : [])].map((each) => `${each}${range.forward ? '' : ' DESC'}`);
    const table = index ? this.#indexTable(this.schema.indexes.indexOf(index)) : `items_${this.id}`;
    const sql = `SELECT item FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY ${order.join(', ')}`;
    for (const row of this.#file.each(sql, ...values)) yield readItem(row);
  }

  /** All items of a part of the hashes, behind a key, one after the other as they are asked for. */
  *scan(bounds: { from: Buffer; to: Buffer | undefined }, after: StoredKey | undefined): Iterable<StoredItem> {
    const values = [bounds.from, ...(bounds.to ? [bounds.to] : []), ...(after ? [after.partition, after.sort] : [])];
    const sql = `SELECT item FROM items_${this.id} WHERE partition >= ?${bounds.to ? ' AND partition < ?' : ''}${
      after ? ' AND (partition, sort) > (?, ?)' : ''
    } ORDER BY partition, sort`;
    for (const row of this.#file.each(sql, ...values)) yield readItem(row);
  }

  /** How many items there are. */
  count(): number {
    return Number(this.#file.first(`SELECT count(*) AS count FROM items_${this.id}`)?.['count']);
  }

  #indexTable(place: number): string {
    return `index_${this.id}_${place}`;
  }
}

function keyOrNone(item: Item, index: IndexSchema): StoredKey | undefined {
  try {
    return indexKeyOf(item, index);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function readItem({ item }: Row): StoredItem {
  const text = item as string;
  return { text, item: JSON.parse(text) as Item };
}

/** Values that an update leaves alone are the same objects. */
function unchanged(old: Item, next: Item, { partition, sort }: IndexSchema): boolean {
  return old[partition.name] === next[partition.name] && (!sort || old[sort.name] === next[sort.name]);
}
