import crypto from 'node:crypto';
import type { Entry } from '../../local/emulator/events/event.ts';
import type { PutResult } from '../../local/emulator/events/events.ts';
import type { NewObject, ObjectInfo, Bucket } from '../../local/emulator/s3/store.ts';
import { bodiesOf, type Parameters } from '../../local/emulator/sns/message.ts';
import type { Faults } from '../faults.ts';

/** What has left the system, in the order in which it left. */
export interface Received {
  /** JSON of the messages that the topic has delivered. */
  messages: string[];
  /** The entries that the bus has taken. */
  entries: { kind: string; detail: string }[];
}

/** The topic: it delivers at once, and remembers. */
export function createTopic({ messages }: Received) {
  return {
    call: async (parameters: Parameters) => {
      messages.push(bodiesOf(parameters).queue);
      const id = crypto.randomUUID();
      const body = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${id}</MessageId></PublishResult></PublishResponse>`;
      return { status: 200, contentType: 'text/xml', body };
    },
  };
}

/** The bus. It may take some entries of a call and refuse the others for now. */
export function createBus({ entries }: Received, faults: Faults) {
  return {
    put: (list: readonly Entry[]): PutResult[] => {
      const isPart = faults.hits('bus takes a part');
      return list.map((entry, place) => {
        if (isPart && place % 2 === 0)
          return { ErrorCode: 'InternalFailure', ErrorMessage: 'The event could not be processed. Try again.' };
        entries.push({ kind: String(entry['DetailType']), detail: String(entry['Detail']) });
        return { EventId: crypto.randomUUID() };
      });
    },
  };
}

/** A bucket that keeps its objects in memory. */
export function createBucket(): Bucket {
  const objects = new Map<string, { info: ObjectInfo; content: Uint8Array }>();
  return {
    put: ({ key, content, contentType, metadata }: NewObject) => {
      const etag = `"${crypto.createHash('md5').update(content).digest('hex')}"`;
      const info = { key, size: content.length, etag, lastModified: new Date().toISOString(), contentType, metadata };
      objects.set(key, { info, content: Buffer.from(content) });
      return info;
    },
    info: (key) => objects.get(key)?.info,
    content: (key) => objects.get(key)?.content ?? new Uint8Array(),
    delete: (key) => void objects.delete(key),
    list: () => [...objects.values()].map(({ info }) => info).toSorted((one, other) => (one.key < other.key ? -1 : 1)),
  };
}
