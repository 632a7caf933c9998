import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../infra/app.ts';
import { buildAll } from '../../infra/build.ts';

await buildAll();

const made = new Map<string, Template[]>();

/** The template of a stage with these settings. */
export function templateOf(context: Record<string, unknown> = {}): Template {
  const [template] = templatesOf(context);
  if (!template) throw new Error('The app has no stack.');
  return template;
}

/**
 * The templates of all its stacks, made once for all tests; that of the stage itself is the first.
 */
export function templatesOf(context: Record<string, unknown>): Template[] {
  const settings = JSON.stringify(context);
  const templates = made.get(settings) ?? makeTemplates(context);
  made.set(settings, templates);
  return templates;
}

/** The assembly is thrown away. */
function makeTemplates(context: Record<string, unknown>): Template[] {
  const outdir = mkdtempSync(join(tmpdir(), 'onhand-template-'));
  try {
    const stacks = createApp(context, { outdir }).node.children.filter((child) => child instanceof Stack);
    return stacks.map((stack) => Template.fromStack(stack));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** A resource as it stands in a template. */
export interface TemplateResource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Resources of a type by logical id. */
export function resourcesOf(template: Template, type: string): Record<string, TemplateResource> {
  return template.findResources(type) as ReturnType<typeof resourcesOf>;
}

/** All resources of templates by logical id. */
export function allResources(templates: readonly Template[]): [string, TemplateResource][] {
  const all = templates.flatMap((template) => Object.entries((template.toJSON() as { Resources: Record<string, Written> }).Resources));
  return all.map(([id, resource]) => [id, { Properties: {}, ...resource }]);
}

/** As CDK writes it: without properties where there are none. */
type Written = Omit<TemplateResource, 'Properties'> & { Properties?: TemplateResource['Properties'] };
