import { readFileSync } from 'node:fs';
import { buildAll } from '../infra/build.ts';
import { writeWhole } from '../tools/files.ts';
import { makeTemplate } from '../local/template/make.ts';
import { COMMITTED } from '../local/template/synthesise.ts';

// `node scripts/generate-template.ts`: the template that the local stack runs. With --check it
// changes nothing and ends with 1 when the file is not as it would be.

await buildAll();
const text = `${JSON.stringify(await makeTemplate(), null, 1)}\n`;
if (!process.argv.includes('--check')) writeWhole(COMMITTED, text);
else if (readFileSync(COMMITTED, 'utf8') !== text) {
  process.stderr.write('local/template/local.json is not what infra/ makes now. Run npm run generate.\n');
  process.exitCode = 1;
}
