/** A stage as the first deploy of most people makes it. */
export const TEST_STAGE = { stage: 'test' };

/** Production with every setting given, and each to what brings the most into the template. */
export const FULLY_SET = {
  ...{ stage: 'live', production: 'true', protect: 'true', sweeper: 'true', reserveConcurrency: 'true', waf: 'true' },
  ...{
    reservationTtlSeconds: '600',
    sourcingOrder: 'LONDON,PARIS',
    publicCountCap: '5',
    publicSchema: 'false',
    events: 'true',
    eventArchiveDays: '30',
    publishTogether: 'false',
    apiKeyDays: '30',
    apiKeyGeneration: '2',
  },
  ...{ site: 'true', panelUnderDevelopment: 'true', siteDomain: 'stock.example.com', wafRequestsPerFiveMinutes: '9000' },
  ...{ wafStaffRequestsPerFiveMinutes: '40000', wafRequestsInAllPerFiveMinutes: '700000', longestReservationSeconds: '172800' },
  siteWebAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/11111111-2222-3333-4444-555555555555',
  siteCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555',
  ...{ alertEmail: 'stock@example.com', operationsEmail: 'ops@example.com', monthlyBudgetUsd: '100', thresholdCheckMinutes: '5' },
  ...{ alertReminder: 'false', alertMarginPercent: '20', reminderHour: '8', reminderZone: 'Europe/London' },
  backendIssuers:
    'name=shop,policy=checkout,issuer=https://oidc.vercel.com/acme,audience=https://vercel.com/acme,subject=owner:acme:project:shop:* ' +
    'name=erp,policy=catalogue,issuer=https://accounts.google.com,audience=onhand,subject=109876543210987654321',
  ...{ auditReadUnitsPerSecond: '500', auditFeedSeconds: '600', auditSettleSeconds: '60' },
};
