import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import type { StackDescription } from '../../local/description.ts';
import { spawnStack } from './process.ts';

export type { Credentials, StackDescription } from '../../local/description.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackDescription;
  }
}

/**
 * Vitest's global set-up: gives every test file one stack. `ONHAND_STACK=<stack.json>` uses a stage that runs already;
 * otherwise a local one starts with empty data in memory and stops at the end.
 */
export default async function provideStack(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env['ONHAND_STACK'];
  if (running !== undefined && running !== '') {
    project.provide('stack', JSON.parse(readFileSync(running, 'utf8')) as StackDescription);
    return undefined;
  }
  const directory = `build/test-stack-${process.pid}`;
  mkdirSync(directory, { recursive: true });
  const tidyUp = () => {
    rmSync(directory, { recursive: true, force: true });
  };
  const stack = await spawnStack({ directory, memory: true }).catch((failure: unknown) => {
    tidyUp();
    throw failure;
  });
  project.provide('stack', stack.description);
  return async () => {
    await stack.stop();
    tidyUp();
  };
}

/** The stack of this test run. */
export function useStack(): StackDescription {
  return inject('stack');
}

/** Whether the stack runs on this machine: faults, kills and changed templates exist only there. */
export function isLocal(stack: StackDescription): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(stack.graphqlUrl).hostname);
}
