import { join } from 'node:path';
import { isMade } from '../tools/files.ts';

const root = join(import.meta.dirname, '..');

/** Where the site lies, all that a deploy uploads but config.json. */
export const siteDirectory = join(root, 'build/web');

/** The note about the last build. */
export const SITE_STAMP = join(root, 'build/web.json');

/**
 * The schema with the scalars and directives of AppSync, for tools and people. Only served where
 * the stage's output `PublicSchema` is true.
 */
export const SCHEMA = 'schema.graphql';

/**
 * The licences of what scripts and pages contain: a file of the repository that the site has too.
 */
export const NOTICES = 'third-party-notices.txt';

/** What scripts say of it, which may lie anywhere. */
export const NOTICES_BANNER = `/*! Licences of what is in here: ${NOTICES} */`;

/** What the site is made of; a change of any of these builds it again. */
export const SITE_INPUTS = ['web/**/*.{ts,tsx,css,html,json,svg}', 'domain/**/*.ts', 'schema/*', 'package-lock.json', NOTICES];

/** Whether the site is there as it would be built. Needs nothing of what builds it. */
export function siteIsMade(): boolean {
  return isMade(SITE_STAMP, SITE_INPUTS);
}
