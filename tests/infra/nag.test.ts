import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { createApp } from '../../infra/app.ts';
import { buildAll } from '../../infra/build.ts';

interface Report {
  pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[];
}

const everything = {
  ...{ alertEmail: 'stock@example.com', operationsEmail: 'ops@example.com', monthlyBudgetUsd: '100', reserveConcurrency: 'true' },
  ...{ stage: 'live', waf: 'true', apiKeyGeneration: '2', siteWebAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/1' },
};

/** What cdk-nag finds, warnings included, in production with a bucket that lacks everything: it only reports where there is an error. */
function findingsBesideABareBucket(): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'onhand-nag-'));
  try {
    const app = createApp(everything, { outdir });
    new Bucket(app.node.findChild('Onhand-live'), 'Bare');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).toThrow();
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
    return pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
      ),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

await buildAll();

test('cdk-nag finds nothing in production that nobody has explained, and does look', { timeout: 60_000 }, () => {
  expect(findingsBesideABareBucket().toSorted()).toEqual(
    ['AwsSolutions-S1', 'AwsSolutions-S10'].map((rule) => `${rule} Onhand-live/Bare/Resource`),
  );
});
