import { build } from 'vite';

/** Builds the admin panel: `admin-panel.html` and `admin-assets/` with hashed names. What else is in the directory stays. */
export async function buildAdmin(outDirectory: string): Promise<void> {
  await build({
    configFile: `${import.meta.dirname}/vite.config.ts`,
    logLevel: 'warn',
    build: { outDir: outDirectory, emptyOutDir: false },
  });
}
