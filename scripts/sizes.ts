import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildWeb } from '../web/build.ts';
import { BUDGET_BYTES as CLIENT_BUDGET } from '../web/client/build.ts';
import { siteDirectory } from '../web/site.ts';

// Builds the site and fails when a script that shops load, or the first load of the panel, has
// grown beyond its budget.

const KB = 1_024;
/** Most bytes, gzip, of what a page loads for it. */
const BUDGETS: Readonly<Record<string, number>> = { 'inventory-widget.js': 20 * KB, 'api-client.js': CLIENT_BUDGET };

/** Most bytes, gzip, of what the panel loads before anybody has signed in, scripts and styles. */
const PANEL_BUDGET = 221 * KB;

await buildWeb();
for (const [file, most] of Object.entries(BUDGETS)) {
  check(file, gzipped(join(siteDirectory, file)), most);
}
const firstLoad = readFileSync(join(siteDirectory, 'admin-panel.html'), 'utf8').matchAll(/(?:src|href)="(\.\/admin-assets\/[^"]+)"/g);
const firstBytes = Array.from(firstLoad, ([, file = '']) => gzipped(join(siteDirectory, file)));
check(
  'first load of the panel',
  firstBytes.reduce((sum, bytes) => sum + bytes, 0),
  PANEL_BUDGET,
);

function gzipped(path: string): number {
  return gzipSync(readFileSync(path), { level: 9 }).length;
}

function check(what: string, bytes: number, most: number): void {
  process.stdout.write(`${what} ${(bytes / KB).toFixed(1)} of ${most / KB} KB gzip\n`);
  if (bytes <= most) return;
  process.stderr.write(`${what} is too large. npx esbuild --analyze shows what a script is made of.\n`);
  process.exitCode = 1;
}
