import { buildAll } from './build.ts';
import { createApp } from './app.ts';

await buildAll();
createApp({}, { validate: true }).synth();
