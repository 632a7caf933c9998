import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginCommand } from '../tools/command-line.ts';
import { writeWhole } from '../tools/files.ts';
import { generateApiDocs } from './generate/api-docs.ts';
import { generateCommandsDocs } from './generate/commands.ts';
import { generateEventsDocs } from './generate/event-kinds.ts';
import { EVENT_SCHEMAS } from './generate/event-schemas.ts';
import { DOCUMENTS_WITH_EXAMPLES, generateExamples } from './generate/examples.ts';
import { generateLayersDocs } from './generate/layers.ts';
import { generateNotices } from './generate/notices.ts';
import { generateSettingsDocs } from './generate/settings.ts';
import { generateTemplate } from './generate/template.ts';

const root = join(import.meta.dirname, '..');

/**
 * What is made of something else in the repository. Types come first, others are made with them.
 */
const FILES: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/api.md': generateApiDocs,
  'docs/operations.md': generateSettingsDocs,
  ...Object.fromEntries(DOCUMENTS_WITH_EXAMPLES.map((document) => [document, () => generateExamples(document)])),
  'docs/events.md': generateEventsDocs,
  'docs/architecture.md': generateLayersDocs,
  'CONTRIBUTING.md': generateCommandsDocs,
  ...EVENT_SCHEMAS,
  'third-party-notices.txt': generateNotices,
  'local/template/local.json': generateTemplate,
};

const { values } = beginCommand({
  usage: 'npm run generate -- [options]',
  about: 'Makes all files that follow from others: types, documents, notices, the local template.',
  options: { check: { type: 'boolean', default: false, help: 'changes nothing, and ends with 1 when a file is not as it would be made' } },
});
const outdated = [...typesAreOutdated(values.check), ...(await filesThatAreOutdated(values.check))];
if (outdated.length > 0) {
  process.stderr.write(`Not as they would be made: ${outdated.join(', ')}. Run npm run generate, and commit them.\n`);
  process.exitCode = 1;
}

function typesAreOutdated(check: boolean): string[] {
  const codegen = join(root, 'node_modules/.bin/graphql-codegen');
  const { status } = spawnSync(codegen, ['--config', 'codegen.yml', ...(check ? ['--check'] : [])], { cwd: root, stdio: 'inherit' });
  return status === 0 ? [] : ['schema/types.ts'];
}

/** Makes each file, or looks whether it is as it would be made. */
async function filesThatAreOutdated(check: boolean): Promise<string[]> {
  const outdated: string[] = [];
  for (const [file, generate] of Object.entries(FILES)) {
    const text = await generate();
    if (!check) writeWhole(join(root, file), text);
    else if (readFileSync(join(root, file), 'utf8') !== text) outdated.push(file);
  }
  return outdated;
}
