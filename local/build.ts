import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleDirectory, buildOnce } from '../infra/build.ts';
import { endWith } from '../tools/command-line.ts';
import { buildWeb } from '../web/build.ts';
import { instrumented } from './emulator/appsync/sandbox/instrumented.ts';
import { INSTRUMENTED } from './built.ts';
import { synthesise } from './template/synthesise.ts';

// What a start serves and runs: bundles, site, template, instrumented resolvers. A process of its
// own, since bundlers and parsers leave hundreds of megabytes behind: `node local/build.ts`.

process.on('uncaughtException', endWith);

// The template names the bundles.
await Promise.all([buildWeb(), buildOnce().then(synthesise)]);
for (const file of readdirSync(bundleDirectory, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.js')))
  instrumented(readFileSync(join(bundleDirectory, file), 'utf8'), file, INSTRUMENTED);
