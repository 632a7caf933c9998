import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { type RunningStack, type StackOptions, startStack } from '../../local/stack.ts';
import type { Template } from '../../local/emulator/template/reader.ts';
import { engine } from './engine.ts';
import { watchStack } from './evidence.ts';
import type { StackDescription } from './stack.ts';

/**
 * Starts an empty stack in memory for the tests around, for what would disturb others or needs
 * another template, and ends it after them. `begin` gets its description before the first test,
 * and its directory, where `stack.log` is.
 */
export function withOwnStack(
  begin: (stack: StackDescription, directory: string) => void,
  changeTemplate?: (template: Template) => void,
  more: Pick<StackOptions, 'firewall'> = {},
): void {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-own-stack-'));
  let running: RunningStack | undefined;

  beforeAll(async () => {
    const log: string[] = [];
    const note = (text: string) => {
      log.push(text);
      appendFileSync(join(directory, 'stack.log'), `${text}\n`);
    };
    const options = { port: 0, directory, memory: true, fresh: false, empty: true, log: note };
    const database = inject('database');
    if (database !== undefined) process.env['DYNAMODB_ENDPOINT'] = database;
    running = await startStack({ ...options, ...more, engine, ...(changeTemplate && { changeTemplate }) }).catch((failure: unknown) => {
      throw new Error(`The stack did not start. Its log:\n${log.join('\n')}`, { cause: failure });
    });
    watchStack(directory, running.description);
    begin(running.description, directory);
  }, 120_000);

  afterAll(async () => {
    await running?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
}
