import { AwsError } from '../gateway/gateway.ts';

/** The parameters of a call in SNS's query protocol. */
export type Parameters = Readonly<Record<string, string>>;

/** What a published message is for subscribers of different protocols. */
export interface Bodies {
  /** For queues. */
  queue: string;
  /** For people who read it as an e-mail. */
  email: string;
}

/** SNS's limit of a message with its attributes, bytes. */
const MAX_BYTES = 262_144;
/** What a subject may be: printable ASCII, not a space first, less than 100 characters. */
const SUBJECT = /^[!-~][ -~]{0,98}$/;
/** SNS hands no more than these on to a queue that gets messages raw. */
const MAX_ATTRIBUTES = 10;

/**
 * Each protocol's own body where the message has several. Throws what SNS would refuse and its
 * emulator does not.
 */
export function bodiesOf(parameters: Parameters): Bodies {
  const { Message = '', MessageStructure, Subject } = parameters;
  if (Subject !== undefined && !SUBJECT.test(Subject)) throw invalid('Subject');
  const attributes = Object.entries(parameters).filter(([name]) => name.startsWith('MessageAttributes.entry.'));
  if (attributes.filter(([name]) => name.endsWith('.Name')).length > MAX_ATTRIBUTES) throw invalid('MessageAttributes: more than 10');
  if (attributes.some(([name, value]) => name.endsWith('Value') && value === '')) throw invalid('MessageAttributes: an empty value');
  const texts = attributes.filter(([name]) => !name.endsWith('.DataType')).map(([, value]) => value);
  if (Buffer.byteLength([Message, ...texts].join('')) > MAX_BYTES) throw invalid('Message too long');
  if (MessageStructure === undefined) return { queue: Message, email: Message };
  if (MessageStructure !== 'json') throw invalid('MessageStructure');
  const { default: fallback, sqs = fallback, email = fallback } = readBodies(Message);
  if (sqs === undefined || email === undefined || fallback === undefined)
    throw invalid('Message Structure - No default entry in JSON message body');
  return { queue: sqs, email };
}

function readBodies(message: string): Partial<Record<string, string>> {
  try {
    return JSON.parse(message) as Partial<Record<string, string>>;
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}
