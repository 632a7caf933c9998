import { buildForAppSync } from './build.ts';
import { createApp } from './app.ts';

await buildForAppSync();
createApp().synth();
