import { defineConfig } from 'vitest/config';

/** How long a test waits for what comes by itself: a limit for what never comes, not a measure of speed. */
const expectation = { poll: { timeout: 60_000 } };

/** For tests with a stack: what it was doing when one failed stays. */
const setupFiles = ['tests/support/keep-evidence.ts'];

// "unit" needs nothing running and is the usual loop; "integration" drives one stack over HTTP, "local" starts stacks of its own.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'tests/{domain,appsync,catalogue,docs,functions,infra,lint,web,replay,deploy}/**/*.test.ts',
            'web/admin/tests/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'local',
          include: ['tests/{local,engine}/**/*.test.ts'],
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
          globalSetup: ['tests/support/stack.ts'],
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
