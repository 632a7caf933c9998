import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Node keeps what it compiles, and TypeScript without its types, from one process to the next: the
// processes of tests, and the stacks and commands that they start, load the same code each time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'build/compiled');

/**
 * How long a test waits for what comes by itself: a limit for what never comes, not a measure of
 * speed.
 */
const expectation = { poll: { timeout: 60_000 } };

/** For tests with a stack: what it was doing when one failed stays. */
const setupFiles = ['tests/support/compile-cache.ts', 'tests/support/keep-evidence.ts'];

// "unit" and "functions" need nothing running and are the usual loop; "integration" drives one
// stack over HTTP, "local" starts stacks and scripts of its own.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/{domain,emulator/appsync,catalogue,docs,infra,lint,web,replay}/**/*.test.ts', 'web/admin/tests/*.test.ts'],
          // Files share their modules, whose loading (CDK, GraphQL, the SDK) would be most of the
          // time.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        // A function reads its environment when it is loaded, so each file loads its own.
        test: { name: 'functions', include: ['tests/functions/**/*.test.ts'], pool: 'threads', testTimeout: 30_000 },
      },
      {
        test: {
          name: 'local',
          include: ['tests/{local,emulator,deploy}/**/*.test.ts'],
          exclude: ['tests/emulator/appsync/**'],
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: expectation,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/provide-stack.ts'],
          setupFiles,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          expect: expectation,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/support/set-up.ts'],
          setupFiles,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          expect: expectation,
        },
      },
    ],
  },
});
