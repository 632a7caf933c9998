import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../emulator/template/reader.ts';

const root = join(import.meta.dirname, '../..');

/**
 * The template of the stage `local` as a file, in which code is named by its path and no longer by
 * a hash of its content.
 */
export interface StoredTemplate {
  stackName: string;
  /** Files of the repository that the template is made of. */
  sources: string[];
  /** Of their content, and of the version of CDK. */
  fingerprint: string;
  /** Paths under build/ of the files and directories that the template names as code. */
  files: string[];
  directories: string[];
  template: Template;
}

const API_KEY = 'AWS::AppSync::ApiKey';
const DAY = 86_400;

/**
 * What a template that is made of these files now would have as its fingerprint. Throws where one
 * of them is gone.
 */
export function fingerprintOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(`${source}\0`).update(readFileSync(join(root, source)));
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Packages;
  const versions = { ...dependencies, ...devDependencies };
  return hash.update(`${versions['aws-cdk-lib']} ${versions['constructs']}`).digest('hex');
}

interface Packages {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/**
 * The template in this file; undefined when there is none, it is damaged, or something that it is
 * made of has changed since.
 */
export function readStored(path: string): StoredTemplate | undefined {
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredTemplate;
    return stored.fingerprint === fingerprintOf(stored.sources) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Turns the ends of API keys from moments into days from the deploy on, or the file would change
 * with each making.
 */
export function withLifetimes(template: Template, now: number): Template {
  return mapExpiry(template, (end) => Math.round((end - now) / DAY));
}

/**
 * Turns them back, at a start: as each deploy does, it renews the keys. `now` is in epoch seconds.
 */
export function withExpiries(template: Template, now: number): Template {
  return mapExpiry(template, (days) => now + days * DAY);
}

function mapExpiry(template: Template, change: (expires: number) => number): Template {
  const resources = Object.entries(template.Resources).map(([logicalId, resource]): [string, Template['Resources'][string]] => {
    const expires = resource.Properties?.['Expires'];
    if (resource.Type !== API_KEY || typeof expires !== 'number') return [logicalId, resource];
    return [logicalId, { ...resource, Properties: { ...resource.Properties, Expires: change(expires) } }];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}
