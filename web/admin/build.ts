import { build } from 'vite';

/** Builds the admin panel: `admin-panel.html` and `admin-assets/` with hashed names. What else is in the directory stays. */
export async function buildAdmin(outDirectory: string): Promise<void> {
  // Vite lets NODE_ENV say which React to take. Under the suites it is "test", and a later deploy would upload what they built.
  process.env['NODE_ENV'] = 'production';
  await build({
    configFile: `${import.meta.dirname}/vite.config.ts`,
    logLevel: 'warn',
    build: { outDir: outDirectory, emptyOutDir: false },
  });
}
