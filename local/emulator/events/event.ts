import { randomUUID } from 'node:crypto';

/** An event as EventBridge hands it on. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601, whole seconds. */
  time: string;
  region: string;
  resources: readonly string[];
  detail: Readonly<Record<string, unknown>>;
}

/** An entry of PutEvents, as it came. */
export type Entry = Readonly<Record<string, unknown>>;

/** What an entry is answered with when it is refused. */
export interface Refusal {
  ErrorCode: string;
  ErrorMessage: string;
}

/** Of a `Time` in an entry's size, bytes. */
const TIME_BYTES = 14;

/** The size of an entry as the service counts it, bytes. */
export function sizeOf({ Time, Source, DetailType, Detail, Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...(Resources as unknown[])].map((text) => (typeof text === 'string' ? text : ''));
  return (Time === undefined ? 0 : TIME_BYTES) + Buffer.byteLength(texts.join(''));
}

/** The event that an entry makes, or why it makes none. */
export function readEntry(entry: Entry, place: { region: string; accountId: string }): BusEvent | Refusal {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  if (typeof Source !== 'string' || Source === '') return missing('Source');
  if (typeof DetailType !== 'string' || DetailType === '') return missing('DetailType');
  if (typeof Detail !== 'string' || Detail === '') return missing('Detail');
  if (Source.startsWith('aws.')) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = readObject(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: place.accountId,
    // Seconds since 1970.
    time: toSeconds(typeof Time === 'number' ? Time * 1000 : Date.now()),
    region: place.region,
    resources: (Resources as unknown[]).map(String),
    detail,
  };
}

/** Whether an entry was refused. */
export function isRefusal(result: BusEvent | Refusal): result is Refusal {
  return 'ErrorCode' in result;
}

/** A time as events have it. */
export function toSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function missing(name: string): Refusal {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.` };
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
