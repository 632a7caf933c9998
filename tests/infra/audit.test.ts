import { describe, expect, test } from 'vitest';
import { resourcesOf, templateOf } from './template.ts';

const template = templateOf({ stage: 'test', auditReadUnitsPerSecond: '250', auditFeedSeconds: '60', auditSettleSeconds: '5' });

describe('the audit', () => {
  const functions = Object.values(resourcesOf(template, 'AWS::Lambda::Function'));
  const auditor = functions.find(({ Properties }) => String(Properties['Description']).includes('proves'));

  test('has as long as Lambda gives, and reads no faster than its setting says', () => {
    expect(auditor?.Properties).toMatchObject({
      Timeout: 900,
      Environment: { Variables: { READ_UNITS_PER_SECOND: '250', FEED_SECONDS: '60', SETTLE_SECONDS: '5' } },
    });
  });

  test.each([
    ['rate(1 day)', 'start'],
    ['rate(5 minutes)', 'continue'],
  ])('is asked at %s to %s', (ScheduleExpression, task) => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression, Targets: [{ Input: JSON.stringify({ task }) }] });
  });

  test('keeps reports as long as the record of an order, and what it works with for a week', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          { Prefix: 'reports/', ExpirationInDays: 400 },
          { Prefix: 'work/', ExpirationInDays: 7 },
        ],
      },
    });
  });

  test('can delete nothing', () => {
    const role = (auditor?.Properties['Role'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
    const policies = Object.values(resourcesOf(template, 'AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties['Roles']).includes(role),
    );
    expect(policies.length).toBeGreaterThan(0);
    expect(JSON.stringify(policies)).not.toContain('Delete');
  });
});
