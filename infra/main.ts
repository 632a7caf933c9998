import { buildAll } from './build.ts';
import { createApp } from './app.ts';
import { SettingError } from './setting-kinds.ts';

await buildAll();
try {
  createApp({}, { validate: true }).synth();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
