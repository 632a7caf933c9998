import { buildAll } from '../../infra/build.ts';
import { makeTemplate } from '../../local/template/make.ts';

/** The text of the template that the local stack runs (local/template/local.json). */
export async function generateTemplate(): Promise<string> {
  await buildAll();
  return `${JSON.stringify(await makeTemplate(), null, 1)}\n`;
}
