import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { contentTypeOf } from '../web/content-types.ts';
import { SCHEMA } from '../web/site.ts';
import type { SiteConfig } from '../web/site-config.ts';
import type { Deployment } from './emulator/template/deployment.ts';
import { readBehaviours } from './emulator/cloudfront/behaviours.ts';
import { isLocalHost } from './emulator/lib/http.ts';

/** The pages of the site with the headers of the template's distribution. */
export interface Site {
  /** Answers false when there is no such page. */
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

const CONFIG_KEY = 'config.json';

/**
 * Serves what a deploy would upload: `directory`, as it is at each request, and `config` as
 * config.json.
 */
export function createSite(deployment: Deployment, directory: string, config: SiteConfig): Site {
  const behaviours = readBehaviours(deployment);
  const { origin } = new URL(config.graphqlUrl);
  const content = async (key: string) => {
    if (key === CONFIG_KEY) return JSON.stringify(config);
    return key === SCHEMA && deployment.outputs['PublicSchema'] !== 'true' ? undefined : readPage(directory, key);
  };
  return {
    answer: async ({ url, method, headers: { host } }, response) => {
      if (!behaviours || (method !== 'GET' && method !== 'HEAD')) return false;
      const path = new URL(url ?? '/', 'http://site.invalid').pathname;
      const key = behaviours.keyOf(decode(path));
      const body = await content(key);
      if (body === undefined) return false;
      if (key.endsWith('.html') && isOtherNameOf(origin, host)) {
        // 307: a browser keeps no redirect of this kind. It adds the fragment itself.
        response.writeHead(307, { location: `${origin}${url}` });
        response.end();
        return true;
      }
      response.writeHead(200, { 'content-type': contentTypeOf(key), ...behaviours.headersFor(path) });
      response.end(method === 'HEAD' ? undefined : body);
      return true;
    },
  };
}

/**
 * Whether a browser came by another name of this machine, such as `localhost`: a page may only
 * talk to the API's own origin, and sign-in returns nowhere else. Another port is a tunnel's, which
 * alone knows how to get here.
 */
function isOtherNameOf(origin: string, host = ''): boolean {
  const own = new URL(origin);
  return host !== own.host && isLocalHost(host) && host.endsWith(`:${own.port}`);
}

/**
 * Undefined when there is no such file. A URL cannot leave the directory: its `..` are gone when it
 * is parsed, and encoded ones refused.
 */
async function readPage(directory: string, key: string): Promise<Buffer | undefined> {
  if (key.split(/[/\\]/).some((part) => part === '..' || part === '') || key.includes('\0')) return undefined;
  try {
    return await readFile(join(directory, key));
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
