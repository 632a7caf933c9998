import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StackDescription } from './stack.ts';

/** How `npm run import` ended; -1 where something killed it. */
export interface ImportOutcome {
  code: number;
  output: string;
}

/**
 * A directory with this file and the stage's description, gone after the test, and the command that
 * imports it.
 */
export function anImport(stack: StackDescription, text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'onhand-import-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const [file, stackFile, report] = [join(directory, 'levels.csv'), join(directory, 'stack.json'), join(directory, 'report.csv')];
  writeFileSync(file, text);
  writeFileSync(stackFile, JSON.stringify(stack));
  const begin = (options: readonly string[]): { child: ChildProcess; ended: Promise<ImportOutcome> } => {
    const args = ['scripts/import.ts', '--stack', stackFile, '--report', report, ...options, file];
    const env = { ...process.env, AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: undefined };
    const { promise: ended, resolve } = Promise.withResolvers<ImportOutcome>();
    const child = execFile('node_modules/.bin/node', args, { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr }),
    );
    return { child, ended };
  };
  return { file, stackFile, report, text, begin, run: (...options: string[]) => begin(options).ended };
}
