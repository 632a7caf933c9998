import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';
import { createApp } from '../../infra/app.ts';
import { buildAll } from '../../infra/build.ts';

await buildAll();

const made = new Map<string, Template>();

/** The template of a stage with these settings, made once for all tests. */
export function templateOf(context: Record<string, unknown> = {}): Template {
  const settings = JSON.stringify(context);
  const template = made.get(settings) ?? makeTemplate(context);
  made.set(settings, template);
  return template;
}

/** The assembly is thrown away. */
function makeTemplate(context: Record<string, unknown>): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'onhand-template-'));
  try {
    return Template.fromStack(createApp(context, { outdir }).node.children[0] as Stack);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Resources of a type by logical id, as they stand in the template. */
export function resourcesOf(
  template: Template,
  type: string,
): Record<string, { Properties: Record<string, unknown>; DeletionPolicy?: string }> {
  return template.findResources(type) as ReturnType<typeof resourcesOf>;
}
