import type { Node } from 'constructs';
import { limits } from '../domain/limits.ts';

/** What a deploy can set, by `--context name=value`. */
export interface Settings {
  /** Names the stack, so that several live side by side in one account: letters, digits, dashes. Default "dev". */
  stage: string;
  /** Keeps tables and users when the stack goes, protects tables from deletion, hides the schema. Default: false for dev, test and local, true for any other. */
  production: boolean;
  /** How long a hold lasts when the caller does not say, seconds, 1 to 86,400. Default 900. */
  reservationTtlSeconds: number;
  /** Whether the sweeper ends due holds each minute. Default true; false leaves them to the last layer, DynamoDB's TTL, a day later. For tests. */
  sweeper: boolean;
  /** The highest number that shoppers see, 1 to 2,147,483,647. Default: no cap. */
  publicCountCap: number;
  /**
   * How long the API key lasts from a deploy on, days, 2 to 365 (AppSync asks for one at least, rounded down to the hour). Default 365.
   * Each deploy renews it; a stage that is not deployed for that long loses its storefront.
   */
  apiKeyDays: number;
}

/** Stages whose data may go with them. Whatever somebody calls the one that earns money, it is not among these. */
const TEST_STAGES = ['dev', 'test', 'local'];

/** Reads the settings from the context of the CDK app; a wrong one is an error that names it and what it may be. */
export function readSettings(node: Node): Settings {
  const stage = String(node.tryGetContext('stage') ?? 'dev');
  if (!/^[A-Za-z][A-Za-z0-9-]{0,30}$/.test(stage)) {
    throw new Error(`Setting stage is "${stage}"; it must be 1 to 31 letters, digits or dashes and begin with a letter.`);
  }
  return {
    stage,
    production: flag(node, 'production', !TEST_STAGES.includes(stage)),
    reservationTtlSeconds: wholeNumber(node, 'reservationTtlSeconds', { fallback: 900, least: 1, most: limits.ttlSeconds }),
    sweeper: flag(node, 'sweeper', true),
    publicCountCap: wholeNumber(node, 'publicCountCap', { fallback: limits.sum, least: 1, most: limits.sum }),
    apiKeyDays: wholeNumber(node, 'apiKeyDays', { fallback: 365, least: 2, most: 365 }),
  };
}

function flag(node: Node, name: string, fallback: boolean): boolean {
  const value = String(node.tryGetContext(name) ?? fallback);
  if (value !== 'true' && value !== 'false') {
    throw new Error(`Setting ${name} is "${value}"; it must be true or false.`);
  }
  return value === 'true';
}

function wholeNumber(node: Node, name: string, { fallback, least, most }: { fallback: number; least: number; most: number }): number {
  const value = Number(node.tryGetContext(name) ?? fallback);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`Setting ${name} is "${node.tryGetContext(name)}"; it must be a whole number from ${least} to ${most}.`);
  }
  return value;
}
