import { orNearest } from '../tools/nearest.ts';
import { policyFields } from './callers.ts';
import { type Given, type Setting, SettingError } from './setting-kinds.ts';

/** A managed policy of the deploy. */
export type PolicyName = keyof typeof policyFields;

/** A back end outside AWS, and the tokens by which it is known. */
export interface BackEnd {
  /** Unique in the stage; its role is named after it, and the history names the role. */
  name: string;
  policies: readonly PolicyName[];
  /** Exactly the tokens' `iss`. */
  issuer: string;
  /** The tokens' `aud`, or `azp` where they have that. */
  audience: string;
  /** The tokens' `sub`, with IAM's wildcards `*` and `?`. */
  subject: string;
  /** Whether the account has an identity provider of the issuer that is not this stage's. */
  sharesProvider: boolean;
}

/** Google is known to IAM by itself: a provider that somebody makes for it breaks the exchange. */
export const GOOGLE = 'https://accounts.google.com';

const NEEDED = ['name', 'policy', 'issuer', 'audience', 'subject'] as const;
const FIELDS: readonly string[] = [...NEEDED, 'provider'];
const EXAMPLE = 'name=shop,policy=checkout,issuer=https://…,audience=…,subject=…';

/**
 * A role's name has 64 characters, of which `onhand-`, the stage's name and a dash take up to 39.
 */
const NAME = /^[a-z]([a-z0-9-]{0,23}[a-z0-9])?$/;
/** What IAM takes: no port, no query. A path may be there, and a slash at the end counts. */
const ISSUER = /^https:\/\/([a-z0-9-]+\.)+[a-z0-9-]+(\/[\w.~%-]+)*\/?$/;
/** Most characters that IAM takes for an audience, and OIDC for a subject. */
const LONGEST = 255;
/**
 * Two whole parts, `repo:acme/`, before anything may vary. One is the same for every customer of
 * the issuer, and a part that is not whole is the beginning of other names too.
 */
const FIXED_BEGINNING = /^[^*?:/]+[:/][^*?:/]+[:/]/;

/**
 * Setting `backendIssuers`: entries with spaces between them, each of them fields with commas
 * between them, as the AWS command line writes lists.
 */
export function backEnds(purpose: string): Setting<readonly BackEnd[]> {
  return {
    purpose,
    values: `entries with a space between them, each \`${EXAMPLE}\`; docs/back-ends.md has the fields`,
    otherwise: 'none',
    read: (name, given) => readBackEnds(name, given),
  };
}

function readBackEnds(setting: string, given: Given): BackEnd[] {
  const text = String(given ?? '');
  // The CDK command line would take the first line alone, without a word.
  if (/[\r\n]/.test(text)) throw new SettingError(`Setting ${setting} has a line break; write its entries on one line, with spaces.`);
  const entries = text.split(/\s+/).filter((entry) => entry !== '');
  const read = entries.map((entry) => readEntry(setting, entry));
  read.forEach(({ name, issuer, sharesProvider }, position) => {
    for (const other of read.slice(0, position)) {
      if (other.name === name) throw new SettingError(`Setting ${setting} has two entries called ${name}; each needs a name of its own.`);
      if (other.issuer === issuer && other.sharesProvider !== sharesProvider)
        throw new SettingError(
          `Setting ${setting}: ${other.name} and ${name} have one issuer, so both or none must have provider=existing.`,
        );
    }
  });
  return read;
}

function readEntry(setting: string, entry: string): BackEnd {
  const fail = (problem: string): never => {
    throw new SettingError(`Setting ${setting} has the entry "${entry}": ${problem}`);
  };
  const fields = new Map<string, string>();
  for (const field of entry.split(',')) {
    const [name = '', ...rest] = field.split('=');
    if (rest.length === 0) fail(`"${field}" must be FIELD=VALUE. An entry is ${EXAMPLE}.`);
    if (!FIELDS.includes(name)) fail(`there is no field ${name}.${orNearest(name, FIELDS)} The fields are ${FIELDS.join(', ')}.`);
    if (fields.has(name)) fail(`it has ${name} twice.`);
    fields.set(name, rest.join('='));
  }
  const missing = NEEDED.filter((name) => !fields.get(name));
  if (missing.length > 0) fail(`it has no ${missing.join(', ')}. An entry is ${EXAMPLE}.`);
  const valueOf = (name: string) => fields.get(name) ?? '';
  const policies = valueOf('policy').split('+');
  const provider = fields.get('provider');
  const backEnd: BackEnd = {
    ...{ name: valueOf('name'), policies: policies as PolicyName[], sharesProvider: provider === 'existing' },
    ...{ issuer: valueOf('issuer'), audience: valueOf('audience'), subject: valueOf('subject') },
  };
  if (provider !== undefined && provider !== 'existing') fail('provider can only be existing; leave it out for a provider of the stage.');
  const problem = problemOf(backEnd);
  return problem === undefined ? backEnd : fail(problem);
}

/** What is wrong with the values of an entry; undefined when nothing is. */
function problemOf({ name, policies, issuer, audience, subject, sharesProvider }: BackEnd): string | undefined {
  const known = Object.keys(policyFields);
  if (!NAME.test(name)) return 'name must be 1 to 25 lower-case letters, digits or dashes, begin with a letter and not end with a dash.';
  if (!policies.every((policy) => known.includes(policy)) || new Set(policies).size < policies.length)
    return `policy must be ${known.join(', ')}, or several of them such as checkout+returns.`;
  if (!ISSUER.test(issuer) || issuer.length > LONGEST)
    return 'issuer must be exactly what the tokens have as iss, an address with https:// and without a port or query.';
  if (audience.length > LONGEST || /[*?]/.test(audience)) return 'audience must be one audience in full, of at most 255 characters.';
  if (subject.length > LONGEST || subject.includes('$')) return 'subject must have at most 255 characters and no $, which IAM replaces.';
  if (issuer === GOOGLE) return googleProblemOf(subject, sharesProvider);
  if (/[*?]/.test(subject) && !FIXED_BEGINNING.test(subject))
    return (
      'subject must be fixed at its beginning, two whole parts such as repo:acme/ or more: many issuers give tokens to everybody, ' +
      'and * in the place of a name would let each of their customers in.'
    );
  return undefined;
}

function googleProblemOf(subject: string, sharesProvider: boolean): string | undefined {
  if (sharesProvider) return 'Google needs no provider, neither an existing one nor another.';
  return /^\d+$/.test(subject) ? undefined : 'subject must be the unique id of a service account of Google, which is a number.';
}
