import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { startEmulator } from '../../local/emulator/dynamodb/dynamodb-local/emulator.ts';
import { LOCAL_REGION } from '../../local/emulator/template/reader.ts';
import { engine } from './engine.ts';
import { spawnStack } from './process.ts';
import type { StackDescription } from './stack.ts';

/**
 * Vitest's global set-up: gives every test file one stack. `ONHAND_STACK=<stack.json>` uses a stage
 * that runs already; otherwise a local one starts with empty data in memory and stops at the end.
 * With `ONHAND_ENGINE=dynamodb-local` all stacks of the run share one DynamoDB Local: each has a
 * database of its own in it.
 */
export default async function provideStack(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env['ONHAND_STACK'];
  if (running !== undefined && running !== '') {
    project.provide('stack', JSON.parse(readFileSync(running, 'utf8')) as StackDescription);
    return undefined;
  }
  // Two projects of one run have nothing in common.
  const directory = `build/test-stack-${process.pid}-${project.name}`;
  mkdirSync(directory, { recursive: true });
  const tidyUp = () => {
    rmSync(directory, { recursive: true, force: true });
  };
  const database = engine === 'embedded' ? undefined : await startEmulator({ directory, accessKeyId: 'tests', region: LOCAL_REGION });
  const end = async () => {
    await database?.stop();
    tidyUp();
  };
  const stack = await spawnStack({ directory, memory: true, ...(database && { databaseEndpoint: database.endpoint }) }).catch(
    async (failure: unknown) => {
      await end();
      throw failure;
    },
  );
  if (database) project.provide('database', database.endpoint);
  project.provide('stack', stack.description);
  project.provide('stackDirectory', directory);
  return () => stack.stop().finally(end);
}
