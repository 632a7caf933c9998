import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, CfnResource, type Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { createApp } from '../../infra/app.ts';
import { buildAll } from '../../infra/build.ts';
import { settings } from '../../infra/settings.ts';
import { FULLY_SET, TEST_STAGE } from './stages.ts';

// CDK brings the schemas that AWS publishes of each resource, with a program that holds templates
// against them (@aws/cloudformation-validate): types, patterns, limits, attributes. It and cdk-nag
// write a report only where there is something to report, so each time there is: a bucket and a
// topic that lack or have what they should not.

interface Report {
  pluginReports: { pluginName: string; violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[];
}

/** What the judges find, warnings included, as `rule construct`. */
function findings(context: Record<string, string>, plant: (app: App) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'onhand-judges-'));
  try {
    const app = createApp(context, { outdir, validate: true });
    plant(app);
    expect(() => app.synth()).toThrow();
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
    return pluginReports
      .flatMap(({ violations }) => violations)
      .flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`))
      .toSorted();
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** A topic with a property that SNS does not have, and one that is no number of days. */
function plantTopic(app: App): void {
  const stack = app.node.children[0] as Stack;
  new CfnResource(stack, 'Wrong', { type: 'AWS::SNS::Topic', properties: { Colour: 'red', FifoTopic: { yes: 1 } } });
}

await buildAll();

test('production is judged with every setting that there is', () => {
  expect(Object.keys(settings).filter((name) => !(name in FULLY_SET))).toEqual([]);
});

test('a test stage is what the schemas of CloudFormation allow', { timeout: 60_000 }, () => {
  expect(findings(TEST_STAGE, plantTopic)).toEqual(['F3002 Onhand-test/Wrong', 'F3012 Onhand-test/Wrong']);
});

test('a fully set production is what the schemas allow, and cdk-nag finds nothing that nobody has explained', { timeout: 60_000 }, () => {
  const found = findings(FULLY_SET, (app) => {
    plantTopic(app);
    new Bucket(app.node.findChild('Onhand-live'), 'Bare');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  });
  const planted = ['AwsSolutions-S1 Onhand-live/Bare/Resource', 'AwsSolutions-S10 Onhand-live/Bare/Resource'];
  expect(found).toEqual([...planted, 'F3002 Onhand-live/Wrong', 'F3012 Onhand-live/Wrong']);
});
