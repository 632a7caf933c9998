import { inspect } from 'node:util';
import { beforeEach, inject } from 'vitest';
import { keepEvidence, watchStack } from './evidence.ts';

// Vitest's set-up of each test file: a test that fails leaves the data and the logs of its stacks
// behind, and says where.
const directory = inject('stackDirectory');
if (directory !== undefined) watchStack(directory, inject('stack'));

beforeEach(({ onTestFailed }) => {
  onTestFailed(async ({ task }) => {
    const text = inspect(task.result?.errors, { depth: 8, maxStringLength: null });
    const kept = await keepEvidence({ test: task.fullTestName, text });
    if (kept !== '') process.stderr.write(`\n${task.fullTestName}\n${kept}\n`);
  });
});
