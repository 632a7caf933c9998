import { build } from 'vite';

/**
 * Builds the admin panel: `admin-panel.html` and `admin-assets/` with hashed names. What else is in
 * the directory stays.
 */
export async function buildAdmin(outDirectory: string): Promise<void> {
  const { env } = process;
  const { NODE_ENV: before } = env;
  // Vite takes React's development build where the environment names another mode, as it does under
  // Vitest.
  env['NODE_ENV'] = 'production';
  try {
    await build({
      configFile: `${import.meta.dirname}/vite.config.ts`,
      logLevel: 'warn',
      build: { outDir: outDirectory, emptyOutDir: false },
    });
  } finally {
    if (before === undefined) delete env['NODE_ENV'];
    else env['NODE_ENV'] = before;
  }
}
