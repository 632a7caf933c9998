import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { AwsError } from '../../gateway/gateway.ts';

export type Row = Record<string, SQLOutputValue>;

/**
 * Written into the file, so that another program's file, or that of another version, is never taken
 * for ours: "Onhd".
 */
const APPLICATION_ID = 0x4f6e6864;
const VERSION = 1;
const CACHE_KB = 16_384;

const TABLES = `
  CREATE TABLE tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, description TEXT NOT NULL) STRICT;
  CREATE TABLE stream_records (sequence INTEGER PRIMARY KEY AUTOINCREMENT, table_id INTEGER NOT NULL, written INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
  CREATE INDEX stream_records_by_table ON stream_records (table_id, sequence);
  CREATE TABLE request_tokens (token TEXT PRIMARY KEY, request TEXT NOT NULL, done INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** SQLite's codes of errors that have a reason outside. */
const FULL = 13;
const DAMAGED = [11, 26];

/** The writes of one turn of the event loop, which reach the disk together. */
interface Group {
  committed: Promise<void>;
  settle: (error?: Error) => void;
}

/**
 * The file of a database. Calls run one after the other, each to its end; the writes of those that
 * come in one turn of the event loop are one transaction of SQLite, and none of these calls is
 * answered before it is committed: what was answered, or seen in an answer, is there after a
 * SIGKILL. (After a power failure the last moments may be missing, but never a part of a
 * transaction: the log is written without waiting for the disk.)
 */
export class DatabaseFile {
  readonly #path: string | undefined;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #problem: (sentence: string) => void;
  #group: Group | undefined;
  #written = false;

  /**
   * Opens the file, or a database in memory. Throws a sentence when it is damaged or not ours; then
   * nothing has been changed.
   */
  constructor(path: string | undefined, problem: (sentence: string) => void) {
    this.#path = path;
    this.#problem = problem;
    this.#database = open(path);
  }

  /**
   * Runs a call; its answer waits for the writes of its turn. A call refuses before its first
   * write, or not at all.
   */
  async run<Result>(call: () => Result): Promise<Result> {
    this.#written = false;
    const outcome = this.#attempt(call);
    await this.#group?.committed;
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  }

  #attempt<Result>(call: () => Result): { result: Result } | { error: Error } {
    try {
      return { result: call() };
    } catch (error) {
      const known = error instanceof AwsError;
      if (!known) this.#abandon(error as Error);
      else if (this.#written) this.#abandon(new Error(`a call was refused after its first write (${error.message})`));
      return { error: asAwsError(error as Error) };
    }
  }

  /** Writes; with the other writes of this turn. */
  write(sql: string, ...values: SQLInputValue[]): void {
    this.#group ??= this.#begin();
    this.#written = true;
    this.#statement(sql).run(...values);
  }

  first(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  each(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.#statement(sql).iterate(...values);
  }

  /** Changes the tables of the file; between calls. */
  define(sql: string): void {
    this.#group ??= this.#begin();
    this.#written = true;
    this.#database.exec(sql);
  }

  /** Commits what is under way and closes the file. */
  close(): void {
    if (!this.#database.isOpen) return;
    this.#commit(this.#group);
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #begin(): Group {
    this.#database.exec('BEGIN IMMEDIATE');
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    // Whoever waits hears of a failure; when nobody does, it is no unhandled one.
    promise.catch(() => undefined);
    const settle = (error?: Error) => {
      if (error) reject(error);
      else resolve(undefined);
    };
    const group = { committed: promise, settle };
    setImmediate(() => {
      this.#commit(group);
    });
    return group;
  }

  #commit(group: Group | undefined): void {
    if (!group || this.#group !== group) return;
    try {
      this.#database.exec('COMMIT');
      this.#group = undefined;
      group.settle();
    } catch (error) {
      this.#abandon(error as Error);
    }
  }

  /** Takes back the writes of this turn; all of its calls fail. */
  #abandon(cause: Error): void {
    const group = this.#group;
    this.#group = undefined;
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    const error = asAwsError(cause);
    this.#problem(`${this.#path ?? 'The database in memory'}: ${error.message}`);
    group?.settle(error);
  }
}

function open(path: string | undefined): DatabaseSync {
  const isNew = path === undefined || !existsSync(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path ?? ':memory:');
    // Nobody else has it open: a directory belongs to one stack at a time.
    database.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KB}`,
    );
    if (isNew) database.exec(`BEGIN; ${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; COMMIT`);
    else checkFile(database);
    return database;
  } catch (error) {
    database?.close();
    throw new Error(openProblem(path, error as Error), { cause: error });
  }
}

function checkFile(database: DatabaseSync): void {
  const number = (pragma: string) => Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
  if (number('application_id') !== APPLICATION_ID) throw new Error('it is another program’s file');
  if (number('user_version') !== VERSION)
    throw new Error(`it is of version ${String(number('user_version'))}, this stack reads ${VERSION}`);
  const verdict = number('quick_check(1)');
  if (verdict !== 'ok') throw new Error(String(verdict));
}

function openProblem(path: string | undefined, error: Error): string {
  const { errcode } = error as { errcode?: number };
  if (errcode === FULL)
    return `The disk is full: the data file ${path} cannot be opened. Free some space and start again; nothing was changed.`;
  return `The data file ${path} cannot be used: ${error.message}. Nothing was changed. Put back a copy of it, or run with --fresh to begin with empty data.`;
}

function asAwsError(error: Error): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalServerError', problemOf(error), 500);
}

function problemOf(error: Error): string {
  const { errcode = 0 } = error as { errcode?: number };
  if (errcode === FULL) return 'The disk is full, so nothing of this call was stored. Free some space and send it again.';
  if (DAMAGED.includes(errcode & 0xff))
    return `The data file is damaged (${error.message}). Stop the stack and put back a copy, or run with --fresh.`;
  return `The database failed, and nothing of this call was stored: ${error.message}`;
}
