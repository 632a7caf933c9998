import { AwsError } from '../../gateway/gateway.ts';
import type { DatabaseFile } from './file.ts';
import { invalid } from './refuse.ts';
import { noSuchTable, schemaOf } from './schema.ts';
import { Table } from './table.ts';

type Description = Readonly<Record<string, unknown>>;

/** Where the tables are, for the ARNs of their streams. */
export interface Place {
  region: string;
  accountId: string;
}

/** The tables of a database. */
export class Tables {
  readonly #file: DatabaseFile;
  readonly #place: Place;
  readonly #tables = new Map<string, { table: Table; description: Description }>();

  constructor(file: DatabaseFile, place: Place) {
    this.#file = file;
    this.#place = place;
    for (const row of file.all('SELECT id, name, created, description FROM tables ORDER BY id'))
      this.#add(Number(row['id']), Number(row['created']), JSON.parse(String(row['description'])) as Description);
  }

  /** Throws `ResourceNotFoundException` when there is none. */
  get(name: unknown): Table {
    const known = this.#tables.get(String(name));
    if (!known) throw noSuchTable();
    return known.table;
  }

  all(): Table[] {
    return [...this.#tables.values()].map(({ table }) => table);
  }

  create(description: Description): Table {
    const { name } = schemaOf(description);
    if (this.#tables.has(name)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
    const created = Date.now();
    const text = JSON.stringify(description);
    this.#file.write('INSERT INTO tables (name, created, description) VALUES (?, ?, ?)', name, created, text);
    const id = Number(this.#file.first('SELECT id FROM tables WHERE name = ?', name)?.['id']);
    const table = this.#add(id, created, description);
    table.define();
    return table;
  }

  /**
   * Gives a table an index more, with the items that are there. Attributes that were defined before
   * need not be defined again.
   */
  addIndex(name: string, definitions: readonly Description[], index: Description): Table {
    const known = this.#tables.get(name);
    if (!known) throw noSuchTable();
    const { id, created } = known.table;
    const [defined, indexes] = ['AttributeDefinitions', 'GlobalSecondaryIndexes'].map(
      (list) => (known.description[list] ?? []) as Description[],
    );
    const isNew = ({ AttributeName }: Description) => !defined?.some((each) => each['AttributeName'] === AttributeName);
    const description = {
      ...known.description,
      AttributeDefinitions: [...(defined ?? []), ...definitions.filter(isNew)],
      GlobalSecondaryIndexes: [...(indexes ?? []), index],
    };
    const table = this.#replace(id, created, description);
    table.defineLastIndex();
    return table;
  }

  /** Turns a table's stream on or off; what was written before is in none. */
  setStream(name: string, stream: Description): Table {
    const known = this.#tables.get(name);
    if (!known) throw noSuchTable();
    const { id, created, schema } = known.table;
    if (schema.stream && stream['StreamEnabled'] === true) throw invalid(`Table already has an enabled stream: TableName: ${name}`);
    const description: Record<string, unknown> = { ...known.description, StreamSpecification: stream };
    if (stream['StreamEnabled'] !== true) delete description['StreamSpecification'];
    return this.#replace(id, created, description);
  }

  /** As `DescribeTable` has it. */
  describe(table: Table): Description {
    const { name, stream } = table.schema;
    const { GlobalSecondaryIndexes, ...description } = this.#tables.get(name)?.description ?? {};
    const indexes = (GlobalSecondaryIndexes ?? []) as Description[];
    return {
      ...description,
      TableStatus: 'ACTIVE',
      TableArn: this.#arn(table),
      CreationDateTime: table.created / 1000,
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })) }),
      ...(stream && { LatestStreamArn: this.streamArn(table), LatestStreamLabel: this.streamLabel(table) }),
    };
  }

  streamArn(table: Table): string {
    return `${this.#arn(table)}/stream/${this.streamLabel(table)}`;
  }

  streamLabel({ created }: Table): string {
    return new Date(created).toISOString().slice(0, -1);
  }

  #arn({ schema }: Table): string {
    return `arn:aws:dynamodb:${this.#place.region}:${this.#place.accountId}:table/${schema.name}`;
  }

  #replace(id: number, created: number, description: Description): Table {
    this.#file.write('UPDATE tables SET description = ? WHERE id = ?', JSON.stringify(description), id);
    return this.#add(id, created, description);
  }

  #add(id: number, created: number, description: Description): Table {
    const table = new Table(this.#file, id, created, schemaOf(description));
    this.#tables.set(table.schema.name, { table, description });
    return table;
  }
}
