import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../local/emulator/gateway/gateway.ts';
import type { FunctionDescription } from '../../local/emulator/lambda/function.ts';
import { openLastRuns } from '../../local/emulator/schedule/last-runs.ts';
import { createRunNow } from '../../local/run-now.ts';
import { createSchedule, type Schedule, type ScheduleParts } from '../../local/emulator/schedule/schedule.ts';
import { deploy, sampleTemplate, withDirectory } from '../emulator/support/sample.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Sample-Sweeper';
const RULE = 'Sample-EachMinute';
const OUTPUT = 'ExpireHoldsFunction';
/** Milliseconds that stand for a minute. */
const MINUTE = 60;

type Answer = { failed: boolean; payload: string };
const fine: Answer = { failed: false, payload: '{"closed":3}' };
const broken: Answer = { failed: true, payload: '{"errorType":"TypeError","errorMessage":"broken"}' };

let running: Schedule | undefined;
afterEach(async () => {
  await running?.stop();
});

interface Options {
  rule?: Record<string, unknown>;
  target?: Record<string, unknown>;
  permission?: Record<string, unknown>;
  answer?: () => Answer | Promise<Answer>;
  /** When its rule ran last, milliseconds ago. */
  ranBefore?: number;
}

/** A rule with one function that notes the events it gets. */
function scheduled({ rule = {}, target = {}, permission = {}, answer = () => fine, ranBefore }: Options = {}) {
  const template = sampleTemplate();
  const getArn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
  Object.assign(template.Resources, {
    Sweeper: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Role: getArn('Reader'), Runtime: 'nodejs24.x' } },
    EachMinute: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        State: 'ENABLED',
        Targets: [{ Arn: getArn('Sweeper'), Id: 'T', ...target }],
        ...rule,
      },
    },
    MayRun: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: getArn('Sweeper'),
        Principal: 'events.amazonaws.com',
        SourceArn: getArn('EachMinute'),
        ...permission,
      },
    },
  });
  template.Outputs = { ...template.Outputs, [OUTPUT]: { Value: { Ref: 'Sweeper' } } };
  const events: unknown[] = [];
  const log: string[] = [];
  const functions: ScheduleParts['functions'] = {
    find: (arn) => ({ arn, name: 'Sample-Sweeper' }) as FunctionDescription,
    invoke: async (_arn, payload) => {
      events.push(JSON.parse(payload));
      return { ...(await answer()), requestId: 'r' };
    },
  };
  const deployment = deploy(template);
  const runs = new Map(ranBefore === undefined ? [] : [[RULE, Date.now() - ranBefore]]);
  const schedule = createSchedule({
    deployment,
    functions,
    lastRuns: { of: (rule) => runs.get(rule), note: (rule, time) => void runs.set(rule, time) },
    log: (line) => log.push(line),
    minuteMs: MINUTE,
    retryAfterMs: [1, 2],
  });
  running = schedule;
  const runNow = createRunNow({ deployment, functions, schedule, ttl: { run: () => Promise.resolve({ deleted: { Reservations: 2 } }) } });
  return { schedule, events, log, runNow, runs };
}

describe('a schedule', () => {
  it('runs its function one period after the start, and then each period', async () => {
    const { schedule, events } = scheduled({ rule: { ScheduleExpression: 'rate(2 minutes)' } });
    const began = Date.now();
    schedule.start();
    await expect.poll(() => events.length).toBeGreaterThanOrEqual(1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(2 * MINUTE - 2);
    await expect.poll(() => events.length).toBeGreaterThanOrEqual(3);
    expect(Date.now() - began).toBeGreaterThanOrEqual(6 * MINUTE - 2);
  });

  it('runs what became due while the stack was off at once, and once however long that was', async () => {
    const { schedule, events } = scheduled({ rule: { ScheduleExpression: 'rate(100 minutes)' }, ranBefore: 1_000 * MINUTE });
    schedule.start();
    await expect.poll(() => events.length, { interval: 1 }).toBe(1);
    await schedule.stop();
    expect(events).toHaveLength(1);
  });

  it('waits only for what is left of a period that began before the stack was started again', async () => {
    const { schedule, events } = scheduled({ rule: { ScheduleExpression: 'rate(1000 minutes)' }, ranBefore: 999 * MINUTE });
    schedule.start();
    expect(events).toEqual([]);
    await expect.poll(() => events.length).toBe(1);
  });

  it('remembers its first start and each run', async () => {
    const { schedule, events, runs } = scheduled();
    schedule.start();
    const first = runs.get(RULE) ?? 0;
    await expect.poll(() => events.length).toBeGreaterThanOrEqual(1);
    expect(runs.get(RULE)).toBeGreaterThanOrEqual(first + MINUTE - 2);
  });

  it('runs after a clock was put back', async () => {
    const { schedule, events } = scheduled({ ranBefore: -1_000_000 * MINUTE });
    schedule.start();
    await expect.poll(() => events.length).toBeGreaterThanOrEqual(1);
  });

  it("sends EventBridge's event, or the target's input", async () => {
    const plain = scheduled();
    plain.schedule.start();
    await expect
      .poll(() => plain.events[0])
      .toMatchObject({
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/Sample-EachMinute'],
      });
    await plain.schedule.stop();
    const own = scheduled({ target: { Input: '{"task":"finish"}' } });
    own.schedule.start();
    await expect.poll(() => own.events[0]).toEqual({ task: 'finish' });
  });

  it('does not run while it is disabled', async () => {
    const disabled = scheduled({ rule: { State: 'DISABLED' } });
    disabled.schedule.start();
    const enabled = scheduled();
    enabled.schedule.start();
    await expect.poll(() => enabled.events.length).toBeGreaterThanOrEqual(2);
    expect(disabled.events).toEqual([]);
  });

  it('tries a run that failed twice more, then says so', async () => {
    const { schedule, events, log } = scheduled({ rule: { ScheduleExpression: 'rate(10 minutes)' }, answer: () => broken });
    schedule.start();
    await expect.poll(() => log).toEqual([expect.stringContaining('was given up: {"errorType":"TypeError"')]);
    expect(events).toHaveLength(3);
  });

  it('begins a run while the one before is under way, up to a bound', async () => {
    const never = Promise.withResolvers<Answer>();
    const { schedule, events, log } = scheduled({ answer: () => never.promise });
    schedule.start();
    await expect.poll(() => log[0]).toContain('5 runs of Sample-Sweeper are under way');
    expect(events).toHaveLength(5);
    never.resolve(fine);
  });

  it('stops without waiting for a run that does not end', async () => {
    const { schedule, events } = scheduled({ answer: () => new Promise<never>(() => {}) });
    schedule.start();
    await expect.poll(() => events.length).toBeGreaterThanOrEqual(1);
    const began = Date.now();
    await schedule.stop();
    expect(Date.now() - began).toBeLessThan(4_000);
  });

  it.each([['rate(1 minutes)'], ['rate(2 minute)'], ['rate(0 minutes)'], ['rate(1.5 hours)'], ['cron(0 12 * * ? *)']])(
    'is refused as %s',
    (ScheduleExpression) => {
      expect(() => scheduled({ rule: { ScheduleExpression } })).toThrow(`EachMinute has the schedule ${ScheduleExpression}`);
    },
  );

  it('is refused when its target is no function, or has what is not understood', () => {
    expect(() => scheduled({ target: { Arn: 'arn:aws:sqs:us-east-1:000000000000:queue' } })).toThrow(
      'the local stack runs Lambda functions only',
    );
    expect(() => scheduled({ target: { InputPath: '$.detail' } })).toThrow('A target of EachMinute has InputPath');
  });

  it.each([
    ['another source', { SourceArn: `${ARN}-rule` }],
    ['another service', { Principal: 's3.amazonaws.com' }],
    ['another function', { FunctionName: `${ARN}-2` }],
    ['another action', { Action: 'lambda:GetFunction' }],
  ])('is refused when its permission is for %s', (_name, permission) => {
    expect(() => scheduled({ permission })).toThrow('no AWS::Lambda::Permission lets it invoke: it would never run.');
  });
});

describe('the memory of last runs', () => {
  it('outlives the stack', async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, 'data', 'schedules.json');
      openLastRuns(path).note(RULE, 1_700_000_000_000);
      expect(openLastRuns(path).of(RULE)).toBe(1_700_000_000_000);
      expect(openLastRuns(path).of('another')).toBeUndefined();
    });
  });

  it('says so when it is damaged', async () => {
    await withDirectory(async (directory) => {
      writeFileSync(join(directory, 'schedules.json'), '{"Sample');
      expect(() => openLastRuns(join(directory, 'schedules.json'))).toThrow('schedules.json is damaged.');
    });
  });
});

describe('a run by hand', () => {
  it("answers with the function's result, also while the schedule is disabled", async () => {
    const { runNow, events } = scheduled({ rule: { State: 'DISABLED' }, target: { Input: '{"by":"rule"}' } });
    expect(await runNow('expire-reservations')).toEqual({ status: 200, body: { closed: 3 } });
    expect(events).toEqual([{ by: 'rule' }]);
  });

  it('answers 502 when the function failed, or could not run', async () => {
    const failing = scheduled({ answer: () => broken });
    expect(await failing.runNow('expire-reservations')).toEqual({
      status: 502,
      body: { message: 'Sample-Sweeper failed with TypeError: broken' },
    });
    const throttled = scheduled({ answer: () => Promise.reject(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)) });
    expect(await throttled.runNow('expire-reservations')).toEqual({
      status: 502,
      body: { message: 'Sample-Sweeper did not run: Rate Exceeded.' },
    });
  });

  it('answers 404 for what is not there, naming what is', async () => {
    const { runNow } = scheduled();
    const message = 'There is nothing called check-thresholds to run; there is expire-reservations, ttl.';
    expect(await runNow('check-thresholds')).toEqual({ status: 404, body: { message } });
  });

  it('of TTL says how much it deleted', async () => {
    const { runNow } = scheduled();
    expect(await runNow('ttl')).toEqual({ status: 200, body: { deleted: { Reservations: 2 } } });
  });
});
