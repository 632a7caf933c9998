import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { AwsError } from '../gateway/gateway.ts';
import { writeWhole } from '../lib/write-whole.ts';
import type { Deployment, Resource } from '../template/deployment.ts';

/** The secrets of a template. */
export interface Secrets {
  /** By ARN or name. Throws an `AwsError` when there is none. */
  find: (arnOrName: string) => Secret;
  /** A value of the template with its `{{resolve:secretsmanager:…}}` replaced. */
  resolve: (text: string, owner: string) => string;
}

/** A secret and its value. */
export interface Secret {
  name: string;
  arn: string;
  value: string;
}

/** What GenerateSecretString may say; the characters that it can leave out are never made here. */
const UNDERSTOOD = ['ExcludeCharacters', 'ExcludePunctuation', 'PasswordLength'];
const DEFAULT_LENGTH = 32;
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const REFERENCE = /\{\{resolve:secretsmanager:(arn:aws:secretsmanager:[^:]+:\d+:secret:[^:]+|[^:]+):SecretString:([^:]*):[^:]*:[^}]*\}\}/g;

/**
 * The secrets of a template. What is generated is kept in a file that only its owner can read, so
 * that receivers who know it still do after a restart. Throws a sentence on a secret that is not
 * understood.
 */
export function openSecrets(deployment: Deployment, path: string): Secrets {
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
  const secrets = deployment.ofType('AWS::SecretsManager::Secret').map((resource): Secret => {
    const { arn, physicalId: name, properties } = resource;
    const { SecretString } = properties;
    return { arn, name, value: typeof SecretString === 'string' ? SecretString : (kept[name] ?? generate(resource)) };
  });
  if (secrets.length > 0) writeWhole(path, JSON.stringify(Object.fromEntries(secrets.map(({ name, value }) => [name, value]))));

  function find(arnOrName: string): Secret {
    const secret = secrets.find(({ name, arn }) => name === arnOrName || arn === arnOrName);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  return {
    find,
    resolve: (text, owner) => {
      const resolved = text.replace(REFERENCE, (_match, id: string, key: string) => {
        const secret = secrets.find(({ name, arn }) => name === id || arn === id);
        if (!secret) throw new Error(`${owner} refers to the secret ${id}, which the template does not have.`);
        return key === '' ? secret.value : String((JSON.parse(secret.value) as Record<string, unknown>)[key]);
      });
      if (resolved.includes('{{resolve:')) throw new Error(`${owner} has ${text}, which the local stack does not understand.`);
      return resolved;
    },
  };
}

function generate({ logicalId, properties }: Resource): string {
  const { GenerateSecretString = {} } = properties;
  const rules = GenerateSecretString as { PasswordLength?: number; ExcludeCharacters?: string };
  const stranger = Object.keys(rules).find((name) => !UNDERSTOOD.includes(name));
  if (stranger !== undefined) throw new Error(`${logicalId} generates with ${stranger}, which the local stack does not understand.`);
  const characters = Array.from(CHARACTERS).filter((character) => !rules.ExcludeCharacters?.includes(character));
  return Array.from({ length: rules.PasswordLength ?? DEFAULT_LENGTH }, () => characters[randomInt(characters.length)]).join('');
}
