import { limits } from '../domain/limits.ts';
import { ID_PATTERN } from '../domain/text.ts';
import { NEEDED_IN_ALL, RESERVED_IN_ALL } from './reserved-concurrency.ts';
import { orNearest } from '../tools/nearest.ts';
import { backEnds } from './back-end-issuers.ts';
import { flag, type Given, matching, type Setting, SettingError, wholeNumber } from './setting-kinds.ts';

/**
 * Stages whose data may go with them. Whatever somebody calls the one that earns money, it is not
 * among these.
 */
const LOCAL_STAGE = 'local';
const TEST_STAGES = ['dev', 'test', LOCAL_STAGE];

/** Over which firewalls count, seconds. */
const FIVE_MINUTES = 300;

/** Characters that AppSync takes in a variable. */
const MOST_IN_VARIABLE = 512;

/**
 * What a deploy can set, by `--context name=value`. docs/operations.md has a table made from this.
 */
export const settings = {
  stage: matching({
    purpose: 'Names the stack, so that several live side by side in one account. It is part of the host name of the sign-in pages.',
    // Cognito has lower case only in that name, so that Prod would meet prod there, and refuses
    // these words anywhere in it.
    pattern: /^(?!.*(aws|amazon|cognito))[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/,
    values:
      '1 to 31 lower-case letters, digits or dashes, begin with a letter, not end with a dash, and not contain aws, amazon or cognito, which Cognito refuses',
    fallback: 'dev',
  }),
  production: flag({
    purpose: 'Keeps tables and users when the stack goes, protects tables from deletion, hides the schema, asks staff for a second factor.',
    fallback: ({ stage }) => !TEST_STAGES.includes(stage),
    otherwise: `false for ${TEST_STAGES.join(', ')}, true for any other stage`,
  }),
  protect: flag({
    purpose:
      'Whether tables, users and the stack itself refuse to be deleted. The deploy sets this by itself: not before a new production stage stands, or a creation that failed could not be taken away.',
    fallback: ({ production }) => production,
    otherwise: 'true in production',
  }),
  reservationTtlSeconds: wholeNumber({
    purpose: 'How long a reservation lasts when the caller does not say, seconds.',
    ...{ least: 1, most: limits.ttlSeconds, fallback: 900 },
  }),
  longestReservationSeconds: wholeNumber({
    purpose: 'How long a reservation may last with all its extensions, seconds: who can reserve could otherwise keep stock for ever.',
    ...{ least: limits.ttlSeconds, most: 30 * 86_400, fallback: limits.ttlSeconds },
  }),
  sourcingOrder: matching({
    purpose:
      'The warehouses that ship lines which name none, the preferred one first. Without it those with most to sell do, and a function has to find them.',
    pattern: { test: isWarehouseList },
    values: `1 to ${limits.warehousesPerCall} warehouse ids between commas, at most ${MOST_IN_VARIABLE} characters`,
    otherwise: 'none',
  }),
  sweeper: flag({
    purpose:
      "Whether the sweeper ends due reservations each minute. Without it they are left to the last layer, DynamoDB's TTL, a day later. For tests.",
    fallback: true,
  }),
  events: flag({
    purpose:
      "Whether changes of stock, reservations and orders are sent to the stage's event bus, `onhand-STAGE`, for other systems. 1 $ for a million events.",
    fallback: true,
  }),
  eventArchiveDays: wholeNumber({
    purpose: 'How long the bus keeps events to be sent again, days; 0 keeps none. Older ones are sent again from the history.',
    ...{ least: 0, most: 400, fallback: 14 },
  }),
  publicSchema: flag({
    purpose: 'Whether anybody may read the schema: at `/schema.graphql` of the site, and by introspection.',
    fallback: ({ production }) => !production,
    otherwise: 'false in production',
  }),
  publicCountCap: wholeNumber({
    purpose: 'The highest number that shoppers see.',
    ...{ least: 1, most: limits.sum, fallback: limits.sum, otherwise: 'no cap' },
  }),
  publishTogether: flag({
    purpose:
      'Whether the change feed tells staff and shoppers of a change in one request to AppSync, which bills requests. False sends two, should one not reach both.',
    fallback: true,
  }),
  apiKeyDays: wholeNumber({
    purpose:
      'How long the API key lasts from a deploy on, days (AppSync asks for one at least, rounded down to the hour). Each deploy renews it; a stage that is not deployed for that long loses its storefront.',
    ...{ least: 2, most: 365, fallback: 365 },
  }),
  apiKeyGeneration: wholeNumber({
    purpose:
      'Which key the storefront is to use. Raising it by one makes a new key and keeps the one before, so that shops can change over; the next raise takes that away.',
    ...{ least: 1, most: 1_000, fallback: 1 },
  }),
  waf: flag({
    purpose: 'Whether firewalls with limits by address stand before API and site. Some 20 $ a month and 0.60 $ for a million requests.',
    fallback: ({ production }) => production,
    otherwise: 'true in production',
  }),
  wafRequestsPerFiveMinutes: wholeNumber({
    purpose:
      'How many requests one address may send in five minutes, handshakes included, but for those that bring a signature or a token and no API key. A shop behind one proxy needs more.',
    ...{ least: 100, most: 1_000_000, fallback: 3_000 },
  }),
  wafStaffRequestsPerFiveMinutes: wholeNumber({
    purpose: `How many requests with a token one address may send in five minutes. An import in the panel takes ${(limits.importedRowsPerSecond * FIVE_MINUTES).toLocaleString('en-US')} of them.`,
    ...{ least: 20_000, most: 1_000_000, fallback: 30_000 },
  }),
  wafRequestsInAllPerFiveMinutes: wholeNumber({
    purpose:
      "How many requests of any kind one address may send in five minutes, also signed ones: the shop's back end and the change feed must stay below.",
    ...{ least: 100_000, most: 100_000_000, fallback: 600_000 },
  }),
  siteWebAclArn: matching({
    purpose: 'The firewall of the site. The deploy makes one and sets this by itself where `waf` is true.',
    pattern: /^arn:aws:wafv2:us-east-1:/,
    values: 'the ARN of a web ACL in us-east-1',
    otherwise: 'none',
  }),
  site: flag({
    purpose:
      'Whether CloudFront serves the site: panel, badge and client. It refuses accounts that AWS has not verified yet, and with it the whole stack would be refused.',
    fallback: true,
  }),
  panelUnderDevelopment: flag({
    purpose: 'Whether staff may also sign in from `http://localhost:5173`, where `npx vite` serves the panel to who works on it.',
    // Whoever gets a page onto that port of somebody's machine could ask for his tokens, so it is
    // for stages that have nothing to lose.
    fallback: ({ stage }) => stage === LOCAL_STAGE,
    otherwise: 'false; the local stack has true',
  }),
  siteDomain: matching({
    purpose:
      "The site's name in the shop's own domain, for which a DNS record has to point at the output `SiteAlias`. Needs `siteCertificateArn`.",
    pattern: /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    values: 'a host name, such as stock.example.com',
    otherwise: "CloudFront's own name, which cannot refuse TLS before 1.2",
  }),
  siteCertificateArn: matching({
    purpose: 'The certificate of `siteDomain`.',
    pattern: /^arn:aws:acm:us-east-1:/,
    values: 'the ARN of a certificate in us-east-1',
    otherwise: 'none',
  }),
  backendIssuers: backEnds(
    'Back ends outside AWS that may call without a key: whose tokens are taken, and for which policies. Each gets a role, `onhand-STAGE-NAME`.',
  ),
  reserveConcurrency: flag({
    purpose: `Whether each function has executions of its own that nobody else takes, ${RESERVED_IN_ALL} in all. Lambda wants 100 left to others, so the account must have ${NEEDED_IN_ALL} in the region; a new one has 10.`,
    fallback: false,
  }),
  alertEmail: email('Who gets an e-mail when stock is low; he has to confirm it once.'),
  operationsEmail: email('Who gets an e-mail of every alarm; he has to confirm it once.'),
  monthlyBudgetUsd: wholeNumber({
    purpose: 'What the account may cost in a month before the operations topic is notified, US dollars.',
    ...{ least: 0, most: 1_000_000, fallback: 0, otherwise: '0: nobody watches' },
  }),
  thresholdCheckMinutes: wholeNumber({
    purpose: 'How often levels that are low are looked for, minutes.',
    ...{ least: 1, most: 1_440, fallback: 15 },
  }),
  alertReminder: flag({ purpose: 'Whether a reminder of what is still low is published each day.', fallback: true }),
  reminderHour: wholeNumber({
    purpose: 'From which hour on the reminder is published, by the clocks of `reminderZone`.',
    ...{ least: 0, most: 23, fallback: 6 },
  }),
  reminderZone: matching({
    purpose: "The zone of `reminderHour`, with its daylight saving time: the shop's own.",
    pattern: { test: isTimeZone },
    values: 'an IANA time zone, such as Europe/London',
    fallback: 'UTC',
  }),
  alertMarginPercent: wholeNumber({
    purpose:
      'How far above its threshold a level must be until a fall is published again, percent of the threshold, rounded up to a whole unit. A level that goes to and fro at its threshold is published once.',
    ...{ least: 0, most: 1_000, fallback: 10 },
  }),
  auditReadUnitsPerSecond: wholeNumber({
    purpose: 'Read units a second that an audit may take, of all tables together.',
    ...{ least: 10, most: 40_000, fallback: 1_000 },
  }),
  auditFeedSeconds: wholeNumber({
    purpose: 'How long the change feed may take before an audit calls what it has not done drift, seconds.',
    ...{ least: 1, most: 86_400, fallback: 900 },
  }),
  auditSettleSeconds: wholeNumber({
    purpose: 'How long a finding of an audit must last to be drift, seconds.',
    ...{ least: 1, most: 600, fallback: 30 },
  }),
};

function isWarehouseList(text: string): boolean {
  const ids = text.split(',');
  const valid = new RegExp(ID_PATTERN, 'u');
  return (
    text.length <= MOST_IN_VARIABLE &&
    ids.length <= limits.warehousesPerCall &&
    new Set(ids).size === ids.length &&
    ids.every((id) => valid.test(id))
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

function email(purpose: string): Setting<string> {
  return matching({
    purpose,
    pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    values: 'one e-mail address, such as stock@example.com',
    otherwise: 'nobody',
  });
}

/** The settings of one deploy. Texts that are not set are empty. */
export type Settings = { [Name in keyof typeof settings]: (typeof settings)[Name] extends Setting<infer Value> ? Value : never };

/** Where settings are given: the context of the CDK app, which is that of any construct's node. */
export interface Context {
  tryGetContext(name: string): unknown;
}

/**
 * Reads the settings from the context; a wrong one is an error that names it and what it may be.
 */
export function readSettings(context: Context): Settings {
  const read: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings))
    read[name] = setting.read(name, context.tryGetContext(name) as Given, read as Settings);
  const { siteDomain, siteCertificateArn } = read as Settings;
  if ((siteDomain === '') !== (siteCertificateArn === ''))
    throw new SettingError('Settings siteDomain and siteCertificateArn need each other; one of them is missing.');
  return read as Settings;
}

/**
 * CDK's own context: its flags and switches have a slash or a colon, what it looked up in an
 * account has colons.
 */
const OF_CDK = /[:/]/;

/**
 * Throws a sentence for a name that is no setting, which would otherwise be left as it is by
 * default without a word.
 */
export function checkNames(names: readonly string[]): void {
  const unknown = names.find((name) => !(name in settings) && !OF_CDK.test(name));
  if (unknown === undefined) return;
  const instead = orNearest(unknown, Object.keys(settings));
  throw new SettingError(`There is no setting ${unknown}.${instead} docs/operations.md lists the settings.`);
}

/** Settings by name as a context. */
export function contextOf(given: Readonly<Record<string, unknown>>): Context {
  return { tryGetContext: (name) => given[name] };
}

/**
 * What belongs to one deploy and not to the stage: its name, and what the deploy decides each time.
 */
const OF_ONE_DEPLOY = ['stage', 'protect'];

/**
 * The settings that somebody has given, as they were: what a stage is to keep when a later deploy
 * does not name it.
 */
export function givenSettings(context: Context): Record<string, string> {
  const kept = Object.keys(settings).filter((name) => !OF_ONE_DEPLOY.includes(name));
  const given = kept.map((name): [string, unknown] => [name, context.tryGetContext(name)]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => [name, String(value)]));
}
