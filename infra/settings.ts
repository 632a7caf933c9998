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
  /**
   * Which key the storefront is to use, 1 to 1,000. Default 1. Raising it by one makes a new key and keeps the one before, so that shops can change over;
   * the next raise takes that away.
   */
  apiKeyGeneration: number;
  /** Whether firewalls with limits by address stand before API and site. Default: true in production. Some 20 $ a month and 0.60 $ for a million requests. */
  waf: boolean;
  /** How many requests without a signature one address may send in five minutes, 100 to 1,000,000. Default 3,000. A shop behind one proxy needs more. */
  wafRequestsPerFiveMinutes: number;
  /** The firewall of the site, an ARN in us-east-1. Default: none; the deploy makes one and sets this by itself where waf is true. */
  siteWebAclArn: string;
  /** Whether each function has executions of its own that nobody else takes, 281 in all. Default false: a new account has 10. */
  reserveConcurrency: boolean;
  /** Who gets an e-mail when stock is low; he has to confirm it once. Default: nobody. */
  alertEmail: string;
  /** Who gets an e-mail of every alarm; he has to confirm it once. Default: nobody. */
  operationsEmail: string;
  /** What the account may cost in a month before the operations topic is told, US dollars, 0 to 1,000,000. Default 0: nobody watches. */
  monthlyBudgetUsd: number;
  /** How often levels that are low are looked for, minutes, 1 to 1,440. Default 15. */
  thresholdCheckMinutes: number;
  /** Whether what is still low is told again each day. Default true. */
  alertReminder: boolean;
  /**
   * How far above its threshold a level must be until a fall is told again, percent of the threshold, rounded up to a piece, 0 to 1,000. Default 10.
   * A level that goes to and fro at its threshold is told once.
   */
  alertMarginPercent: number;
  /** Read units a second that an audit may take, of all tables together, 10 to 40,000. Default 1,000. */
  auditReadUnitsPerSecond: number;
  /** How long the change feed may take before an audit calls what it has not done drift, seconds, 1 to 86,400. Default 900. */
  auditFeedSeconds: number;
  /** How long a finding of an audit must last to be drift, seconds, 1 to 600. Default 30. */
  auditSettleSeconds: number;
}

/** Stages whose data may go with them. Whatever somebody calls the one that earns money, it is not among these. */
const TEST_STAGES = ['dev', 'test', 'local'];

/** Reads the settings from the context of the CDK app; a wrong one is an error that names it and what it may be. */
export function readSettings(node: Node): Settings {
  const stage = String(node.tryGetContext('stage') ?? 'dev');
  if (!/^[A-Za-z][A-Za-z0-9-]{0,30}$/.test(stage)) {
    throw new Error(`Setting stage is "${stage}"; it must be 1 to 31 letters, digits or dashes and begin with a letter.`);
  }
  const production = flag(node, 'production', !TEST_STAGES.includes(stage));
  return {
    stage,
    production,
    reservationTtlSeconds: wholeNumber(node, 'reservationTtlSeconds', { fallback: 900, least: 1, most: limits.ttlSeconds }),
    sweeper: flag(node, 'sweeper', true),
    publicCountCap: wholeNumber(node, 'publicCountCap', { fallback: limits.sum, least: 1, most: limits.sum }),
    apiKeyDays: wholeNumber(node, 'apiKeyDays', { fallback: 365, least: 2, most: 365 }),
    apiKeyGeneration: wholeNumber(node, 'apiKeyGeneration', { fallback: 1, least: 1, most: 1_000 }),
    waf: flag(node, 'waf', production),
    wafRequestsPerFiveMinutes: wholeNumber(node, 'wafRequestsPerFiveMinutes', { fallback: 3_000, least: 100, most: 1_000_000 }),
    siteWebAclArn: String(node.tryGetContext('siteWebAclArn') ?? ''),
    reserveConcurrency: flag(node, 'reserveConcurrency', false),
    alertEmail: email(node, 'alertEmail'),
    operationsEmail: email(node, 'operationsEmail'),
    monthlyBudgetUsd: wholeNumber(node, 'monthlyBudgetUsd', { fallback: 0, least: 0, most: 1_000_000 }),
    thresholdCheckMinutes: wholeNumber(node, 'thresholdCheckMinutes', { fallback: 15, least: 1, most: 1_440 }),
    alertReminder: flag(node, 'alertReminder', true),
    alertMarginPercent: wholeNumber(node, 'alertMarginPercent', { fallback: 10, least: 0, most: 1_000 }),
    auditReadUnitsPerSecond: wholeNumber(node, 'auditReadUnitsPerSecond', { fallback: 1_000, least: 10, most: 40_000 }),
    auditFeedSeconds: wholeNumber(node, 'auditFeedSeconds', { fallback: 900, least: 1, most: 86_400 }),
    auditSettleSeconds: wholeNumber(node, 'auditSettleSeconds', { fallback: 30, least: 1, most: 600 }),
  };
}

function email(node: Node, name: string): string {
  const value = String(node.tryGetContext(name) ?? '');
  if (value !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    throw new Error(`Setting ${name} is "${value}"; it must be one e-mail address, such as stock@example.com.`);
  }
  return value;
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
