import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arn, bus, entry, functionOf, startWorld, type Answer, type World } from './support.ts';

let world: World;
const put = (...Entries: object[]) => world.call('AWSEvents.PutEvents', { Entries }) as Promise<Answer & { Entries: Answer[] }>;
const logged = () => world.aws.events.log.list();

beforeAll(async () => {
  world = await startWorld({
    resources: { ...bus(), ...functionOf('Sender', [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: arn('Bus') }]) },
  });
});
afterAll(() => world.stop());

describe('PutEvents', () => {
  it('answers each entry with the id of its event, which is in the log, newest first', async () => {
    const time = Date.UTC(2026, 10, 30, 9, 30) / 1000;
    const { FailedEntryCount, Entries } = await put(entry({ n: 1 }, { Time: time, Resources: ['arn:x'] }), entry({ n: 2 }));
    expect(FailedEntryCount).toBe(0);
    expect(logged().slice(0, 2)).toEqual([
      expect.objectContaining({ id: Entries[1]?.['EventId'], detail: { n: 2 } }),
      {
        bus: 'things',
        version: '0',
        id: Entries[0]?.['EventId'],
        'detail-type': 'thing.changed',
        source: 'shop',
        account: '000000000000',
        time: '2026-11-30T09:30:00Z',
        region: 'us-east-1',
        resources: ['arn:x'],
        detail: { n: 1 },
      },
    ]);
  });

  it('fails the entries that are wrong, and takes the others', async () => {
    const { FailedEntryCount, Entries } = await put(
      entry({}, { Source: undefined }),
      entry({}, { Detail: '[1]' }),
      entry({ good: true }),
      entry({}, { Source: 'aws.shop' }),
      entry({}, { Detail: '{' }),
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries.map(({ ErrorCode = 'none' }) => ErrorCode)).toEqual([
      'InvalidArgument',
      'MalformedDetail',
      'none',
      'NotAuthorizedForSourceException',
      'MalformedDetail',
    ]);
    expect(Entries[0]?.['ErrorMessage']).toBe('Parameter Source is not valid. Reason: Source is a required argument.');
    expect(logged()[0]?.detail).toEqual({ good: true });
  });

  it.each<[string, object[], string]>([
    ['more than ten entries', Array.from({ length: 11 }, () => entry({})), 'less than or equal to 10'],
    ['no entry', [], 'greater than or equal to 1'],
    ['more than a megabyte', [entry({ text: 'x'.repeat(600_000) }), entry({ text: 'x'.repeat(600_000) })], 'Total size of the entries'],
    ['a parameter that is not built', [entry({}, { Other: 1 })], 'does not have Other'],
  ])('refuses %s as a whole', async (_case, entries, sentence) => {
    await expect(put(...entries)).rejects.toThrow(new RegExp(`400 ValidationException.*${sentence}`));
  });

  it('takes events for a bus that is not there, which are lost, as on AWS', async () => {
    const { FailedEntryCount } = await put(entry({ lost: true }, { EventBusName: 'other' }));
    expect(FailedEntryCount).toBe(0);
    expect(logged()[0]?.detail).not.toEqual({ lost: true });
    expect(world.log.at(-1)).toContain('the bus other, which the template does not have');
  });

  it('needs the right to put events on the bus of each entry', async () => {
    const sender = world.principals.byRoleArn('arn:aws:iam::000000000000:role/Sample-SenderRole');
    await world.call('AWSEvents.PutEvents', { Entries: [entry({ allowed: true })] }, sender);
    const Entries = [entry({ allowed: true }), entry({ allowed: false }, { EventBusName: 'default' })];
    await expect(world.call('AWSEvents.PutEvents', { Entries }, sender)).rejects.toThrow(
      '400 AccessDeniedException: User: arn:aws:iam::000000000000:role/Sample-SenderRole is not authorized to perform: events:PutEvents on resource: arn:aws:events:us-east-1:000000000000:event-bus/default',
    );
    await expect(world.call('AWSEvents.PutEvents', { Entries }, { ...sender, secretAccessKey: 'other' })).rejects.toThrow(
      'InvalidSignatureException',
    );
  });

  it('is the one operation that there is', async () => {
    await expect(world.call('AWSEvents.ListRules', {})).rejects.toThrow('The local EventBridge does not have ListRules');
  });
});

describe('faults', () => {
  const fault = (kind: 'throttle' | 'internal' | 'answer-lost' | 'unprocessed') => {
    world.aws.faults.add({ operation: 'events:PutEvents', kind, times: 1, skip: 0 });
  };

  it('refuse a call, which takes no effect', async () => {
    fault('throttle');
    await expect(put(entry({ refused: 1 }))).rejects.toThrow('400 ThrottlingException');
    fault('internal');
    await expect(put(entry({ refused: 2 }))).rejects.toThrow('500 InternalServerError');
    expect(logged().map(({ detail }) => detail['refused'])).not.toContain(1);
    expect(logged().map(({ detail }) => detail['refused'])).not.toContain(2);
  });

  it('lose an answer after the call took effect', async () => {
    fault('answer-lost');
    await expect(put(entry({ unheard: true }))).rejects.toThrow('fetch failed');
    expect(logged()[0]?.detail).toEqual({ unheard: true });
  });

  it('fail the first half of the entries', async () => {
    fault('unprocessed');
    const { FailedEntryCount, Entries } = await put(entry({ half: 1 }), entry({ half: 2 }), entry({ half: 3 }));
    expect(FailedEntryCount).toBe(2);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual(['InternalFailure', 'InternalFailure', undefined]);
    expect(logged()[0]?.detail).toEqual({ half: 3 });
  });
});
