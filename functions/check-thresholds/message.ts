import type { AlertEntry, AlertKind } from './alert.ts';

/** What a message is about. */
export interface MessageContent {
  /** The same whenever it is published again. */
  id: string;
  kind: AlertKind;
  part: number;
  parts: number;
  entries: readonly AlertEntry[];
}

/** A message as SNS takes it. */
export interface Message {
  Subject: string;
  Message: string;
  MessageStructure: 'json';
  MessageAttributes: Record<string, { DataType: 'String' | 'String.Array'; StringValue: string }>;
}

/** SNS takes 262,144 bytes with attributes; the rest is for what stands around the entries. */
const MOST_BYTES = 256_000;
/** SNS wants fewer than 100 characters. */
const SUBJECT_LENGTH = 99;
const STATUS_TEXT = { LOW_STOCK: 'low on stock', OUT_OF_STOCK: 'out of stock' };

/** JSON for programs, text for people, and what a filter policy of a subscription can ask for. */
export function buildMessage(content: MessageContent): Message {
  const { id, kind, part, parts } = content;
  const entries = content.entries.toSorted(byUrgency);
  const body = JSON.stringify({ messageId: id, kind, part, parts, alerts: entries });
  const subject = subjectOf({ ...content, entries });
  const lists = {
    status: distinct(entries.map(({ status }) => status)),
    warehouseId: distinct(entries.map(({ warehouseId }) => warehouseId)),
    category: distinct(entries.flatMap(({ category }) => category ?? [])),
  };
  return {
    Subject: subject,
    MessageStructure: 'json',
    // SNS gives every protocol that has no body of its own the default one.
    Message: JSON.stringify({ default: body, email: textOf({ ...content, entries }) }),
    MessageAttributes: {
      messageId: { DataType: 'String', StringValue: id },
      kind: { DataType: 'String', StringValue: kind },
      // SNS takes no empty list, and a filter could not tell it from a missing attribute.
      ...Object.fromEntries(
        Object.entries(lists)
          .filter(([, values]) => values.length > 0)
          .map(([name, values]) => [name, { DataType: 'String.Array' as const, StringValue: JSON.stringify(values) }]),
      ),
    },
  };
}

/**
 * Splits entries into messages that SNS takes, the most urgent first; `entryOf` is how each appears
 * in one.
 */
export function splitIntoMessages<Entry>(all: readonly Entry[], entryOf: (each: Entry) => AlertEntry): Entry[][] {
  const messages: Entry[][] = [];
  let seen = new Set<string>();
  let room = 0;
  for (const each of all.toSorted((left, right) => byUrgency(entryOf(left), entryOf(right)))) {
    const entry = entryOf(each);
    const bytes = bytesOf(entry);
    const lists = [`w${entry.warehouseId}`, `c${entry.category ?? ''}`];
    // In the list of an attribute with its quotes and comma.
    const listed = lists.filter((value) => !seen.has(value)).reduce((sum, value) => sum + bytesAsJson(value), 0);
    if (bytes + listed > room) {
      messages.push([]);
      seen = new Set();
      room = MOST_BYTES;
    }
    room -= bytes + lists.filter((value) => !seen.has(value)).reduce((sum, value) => sum + bytesAsJson(value), 0);
    for (const value of lists) seen.add(value);
    messages.at(-1)?.push(each);
  }
  return messages;
}

/** What an entry takes in a message: JSON and a line of text, both inside of JSON. */
function bytesOf(entry: AlertEntry): number {
  return bytesAsJson(JSON.stringify(entry)) + bytesAsJson(lineOf(entry));
}

function bytesAsJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

function subjectOf({ kind, part, parts, entries }: MessageContent): string {
  const [first] = entries;
  const still = kind === 'REMINDER' ? 'still ' : '';
  const numbered = parts > 1 ? ` (${part} of ${parts})` : '';
  const text =
    entries.length === 1 && first
      ? `Onhand: ${still}${STATUS_TEXT[first.status]}: ${inLine(first.name ?? first.productId)}, ${inLine(first.warehouseId)}`
      : `Onhand: ${entries.length} levels ${still}low or out of stock${numbered}`;
  // SNS takes printable ASCII only.
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '?')
    .slice(0, SUBJECT_LENGTH);
}

function textOf({ id, kind, part, parts, entries }: MessageContent): string {
  const still = kind === 'REMINDER' ? 'still ' : '';
  const sections = (['OUT_OF_STOCK', 'LOW_STOCK'] as const).flatMap((status) => {
    const lines = entries.filter((entry) => entry.status === status).map(lineOf);
    const [first = ''] = STATUS_TEXT[status];
    return lines.length === 0 ? [] : [`${first.toUpperCase()}${STATUS_TEXT[status].slice(1)} (${lines.length}):\n${lines.join('\n')}`];
  });
  const count = entries.length === 1 ? 'One stock level is' : `${entries.length} stock levels are`;
  const end = `Times are UTC. Message ${id}, part ${part} of ${parts}.`;
  return [`${count} ${still}low or out of stock.`, ...sections, end].join('\n\n');
}

function lineOf({ productId, name, warehouseId, availableCount, safetyStock, stockCount, thresholdLevel, since }: AlertEntry): string {
  const product = name === null ? inLine(productId) : `${inLine(name)} (${inLine(productId)})`;
  const kept = safetyStock ? ` (${safetyStock} of them kept)` : '';
  const numbers = `${availableCount} available${kept}, ${stockCount} in stock, threshold ${thresholdLevel}`;
  return `- ${product}, ${inLine(warehouseId)}: ${numbers}, since ${since.slice(0, 16).replace('T', ' ')}`;
}

/**
 * A text of somebody's as a part of a line: what would break the line is a space, and what would
 * turn its direction or hide in it is nothing, so that no name looks like another line. The two
 * joiners stay, which words of some languages need.
 */
function inLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/(?![\u200C\u200D])\p{Cf}/gu, '');
}

/** Out before low, then by product and warehouse. */
function byUrgency(left: AlertEntry, right: AlertEntry): number {
  const keyOf = ({ status, productId, warehouseId }: AlertEntry) => `${status === 'OUT_OF_STOCK' ? 0 : 1}${productId} ${warehouseId}`;
  const [first, second] = [keyOf(left), keyOf(right)];
  return first < second ? -1 : Number(first > second);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
