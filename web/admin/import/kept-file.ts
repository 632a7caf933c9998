import { type DBSchema, deleteDB, openDB } from 'idb';
import type { ImportChoices } from './running-import.ts';

/** The file of an import that has not ended, for whoever goes on with it in another tab. */
export interface KeptFile {
  file: File;
  choices: ImportChoices;
  /** Whose it is: nobody else is offered it. */
  owner: string;
}

interface Schema extends DBSchema {
  files: { key: string; value: KeptFile };
}

const NAME = 'onhand-import';

async function open() {
  return openDB<Schema>(NAME, 1, { upgrade: (created) => void created.createObjectStore('files') });
}

/** Keeps the file of an import, and of those others that have not ended either. */
export async function keepFile(id: string, kept: KeptFile, unfinished: readonly string[]): Promise<void> {
  const database = await open();
  for (const other of await database.getAllKeys('files')) if (!unfinished.includes(other)) await database.delete('files', other);
  await database.put('files', kept, id);
  database.close();
}

export async function keptFile(id: string, owner: string): Promise<KeptFile | undefined> {
  const database = await open();
  const kept = await database.get('files', id);
  database.close();
  return kept?.owner === owner ? kept : undefined;
}

export async function forgetFile(id: string): Promise<void> {
  const database = await open();
  await database.delete('files', id);
  database.close();
}

/** All of them, of whoever they are. */
export async function forgetFiles(): Promise<void> {
  await deleteDB(NAME);
}
