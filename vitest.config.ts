import { defineConfig } from 'vitest/config';

// "unit" needs nothing running and is the usual loop; "integration" drives one stack over HTTP, "local" starts stacks of its own.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/{domain,appsync,catalogue,docs,functions,infra,lint,web,replay}/**/*.test.ts'] } },
      { test: { name: 'local', include: ['tests/local/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/stack.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
