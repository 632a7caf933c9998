import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { contextOf, readSettings, settings } from '../../infra/settings.ts';
import { resourcesOf, templateOf } from './template.ts';

describe('settings', () => {
  test.each([
    ['stage', 'no spaces', 'stage is "no spaces"'],
    ['stage', 'Prod', 'lower-case'],
    ['stage', 'live-', 'not end with a dash'],
    ['stage', 'my-aws', 'which Cognito refuses'],
    ['stage', 'amazonia', 'which Cognito refuses'],
    ['stage', 'cognito', 'which Cognito refuses'],
    ['protect', 'perhaps', 'protect is "perhaps"'],
    ['site', 'no', 'site is "no"'],
    ['production', 'maybe', 'production is "maybe"'],
    ['reservationTtlSeconds', '0', 'a whole number from 1 to 86,400'],
    ['publicCountCap', '1.5', 'publicCountCap is "1.5"'],
    ['sourcingOrder', 'LONDON, PARIS', 'warehouse ids between commas'],
    ['sourcingOrder', 'LONDON,LONDON', 'warehouse ids between commas'],
    ['apiKeyDays', '1', 'a whole number from 2 to 365'],
    ['alertEmail', 'nobody', 'one e-mail address'],
    ['thresholdCheckMinutes', '0', 'a whole number from 1 to 1,440'],
    ['alertReminder', 'daily', 'alertReminder is "daily"'],
    ['reminderHour', '24', 'a whole number from 0 to 23'],
    ['reminderZone', 'London', 'an IANA time zone'],
    ['reminderZone', '+01:00', 'an IANA time zone'],
    ['alertMarginPercent', '-1', 'a whole number from 0 to 1,000'],
    ['siteDomain', 'https://stock.example.com', 'a host name'],
    ['siteDomain', 'stock.example.com', 'need each other'],
    ['siteWebAclArn', 'arn:aws:wafv2:eu-west-1:1:x', 'us-east-1'],
    ['auditReadUnitsPerSecond', '5', 'a whole number from 10 to 40,000'],
  ])('refuse a wrong %s with a sentence', (name, value, sentence) => {
    expect(() => templateOf({ [name]: value })).toThrow(sentence);
  });

  test.each([
    ['publicCountcap', 'There is no setting publicCountcap. Do you mean publicCountCap?'],
    ['alertsEmail', 'There is no setting alertsEmail. Do you mean alertEmail?'],
    ['colour', 'There is no setting colour. docs/operations.md lists the settings.'],
  ])('that are not there are refused by their names: %s', (name, sentence) => {
    expect(() => templateOf({ [name]: '10' })).toThrow(sentence);
  });

  test.each(['@aws-cdk/core:bootstrapQualifier', 'aws:cdk:enable-asset-metadata', 'availability-zones:account=1:region=eu-west-2'])(
    'leave to CDK what is its own: %s',
    (name) => {
      expect(() => templateOf({ [name]: 'onhand' })).not.toThrow();
    },
  );

  test.each(['waf', 'apiKeyDays', 'alertEmail'])('take an empty %s for one that nobody has set', (name) => {
    expect(readSettings(contextOf({ [name]: '' }))).toEqual(readSettings(contextOf({})));
  });

  test('that somebody has given stay with the stack, for the next deploy to go on with; those of this deploy alone do not', () => {
    templateOf({ stage: 'live', protect: 'false', publicCountCap: '5', alertEmail: '' }).hasOutput('Settings', {
      Value: JSON.stringify({ publicCountCap: '5' }),
    });
  });

  test('say how many executions an account needs to reserve some: all of them, and a hundred that Lambda leaves to others', () => {
    const functions = Object.values(resourcesOf(templateOf({ stage: 'live', reserveConcurrency: 'true' }), 'AWS::Lambda::Function'));
    const reserved = functions.reduce((sum, { Properties }) => sum + Number(Properties['ReservedConcurrentExecutions']), 0);
    expect(settings.reserveConcurrency.purpose).toContain(` ${reserved} in all.`);
    expect(settings.reserveConcurrency.purpose).toContain(` must have ${reserved + 100} `);
  });

  test('reach the resolvers as environment', () => {
    const capped = templateOf({ reservationTtlSeconds: '60', publicCountCap: '5', sourcingOrder: 'LONDON,PARIS' });
    capped.hasResourceProperties('AWS::AppSync::GraphQLApi', {
      EnvironmentVariables: { RESERVATION_TTL_SECONDS: '60', PUBLIC_COUNT_CAP: '5', SOURCING_ORDER: 'LONDON,PARIS' },
    });
  });

  test('give the site a name of the shop, with TLS 1.2 at least, where staff come back to after signing in', () => {
    const siteCertificateArn = 'arn:aws:acm:us-east-1:111111111111:certificate/one';
    const named = templateOf({ siteDomain: 'stock.example.com', siteCertificateArn });
    named.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['stock.example.com'],
        ViewerCertificate: { AcmCertificateArn: siteCertificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    });
    named.hasOutput('SiteUrl', { Value: 'https://stock.example.com' });
    named.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: Match.arrayWith(['https://stock.example.com/admin-panel.html']),
    });
  });
});
