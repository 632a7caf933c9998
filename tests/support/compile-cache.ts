import { flushCompileCache } from 'node:module';
import { afterAll } from 'vitest';

// Vitest's set-up of each test file. Vitest ends its processes by a signal, which would leave
// nothing of what they compiled to the next.
afterAll(() => {
  flushCompileCache();
});
