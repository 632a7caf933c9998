import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';

// Runs a function's bundle once, alone in this process, so that the memory is its own: `node run.ts
// <index.mjs> <timeout ms>`. Prints JSON.

interface FunctionBundle {
  handler: (event: unknown, context: Partial<Context>) => Promise<unknown>;
}

const [bundle = '', timeoutMs = '0'] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(bundle).href)) as FunctionBundle;
const begun = performance.now();
const report = await handler({}, { getRemainingTimeInMillis: () => Number(timeoutMs) - (performance.now() - begun) });
const seconds = (performance.now() - begun) / 1_000;
// The most that it had in memory at once, with Node itself and the code. What getrusage tells
// starts at the size of the process that started this one.
const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
const megabytes = Number(kilobytes) / 1_024;
process.stdout.write(`\n${JSON.stringify({ report, seconds, megabytes })}\n`);
