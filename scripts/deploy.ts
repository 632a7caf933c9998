import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Settings } from '../infra/settings.ts';
import { EDGE_REGION } from '../infra/waf.ts';
import { checkAccount, cloudFormation, stackOutputs } from './deploy/account.ts';
import { describeStage } from './deploy/description.ts';
import { readStageOptions } from './deploy/options.ts';
import { main, run } from './deploy/run.ts';
import { uploadWeb } from './upload-web.ts';

// `npm run deploy -- --stage NAME [--context SETTING=VALUE]... [--yes]`: builds everything, shows what changes, deploys, uploads the site, and
// writes .local/stack.NAME.json. May be stopped and run again at any time: CloudFormation goes on or rolls back by itself.

await main(async () => {
  const { settings, context, yes } = readStageOptions(process.argv.slice(2));
  const { stage, production } = settings;
  const stack = `Onhand-${stage}`;
  if (production && !yes && !process.stdin.isTTY) {
    throw new Error(`Stage ${stage} is production and nobody is here to confirm what changes. Look at it first, then say --yes.`);
  }
  const client = cloudFormation();
  await checkAccount(client);
  run('npm', 'run', 'build');
  // CloudFront takes its firewall from one region only, so that is a stack of its own, and comes first.
  const edge = hasOwnEdge(settings) ? `${stack}-Edge` : undefined;
  if (edge !== undefined) run('cdk', 'diff', edge, ...context);
  run('cdk', 'diff', stack, ...context, ...(await firewallOf(edge)));
  if (production && !yes) await confirm(stage);
  if (edge !== undefined) run('cdk', 'deploy', edge, '--require-approval', 'never', ...context);
  run('cdk', 'deploy', stack, '--require-approval', 'never', ...context, ...(await firewallOf(edge)));
  const outputs = await stackOutputs(client, stack);
  if (outputs === undefined)
    throw new Error(`CloudFormation does not know the stack ${stack} that was just deployed; is AWS_REGION that of cdk?`);
  const files = await uploadWeb(outputs);
  const file = `.local/stack.${stage}.json`;
  mkdirSync('.local', { recursive: true });
  writeFileSync(file, `${JSON.stringify(describeStage(outputs), null, 2)}\n`, { mode: 0o600 });
  // The mode above counts for a new file only, and the file has the API key.
  chmodSync(file, 0o600);
  process.stdout.write(
    `Stage ${stage} is deployed, its site (${files} files) at ${outputs['SiteUrl'] ?? ''}; ${file} has what a client needs.\n`,
  );
});

function hasOwnEdge({ waf, siteWebAclArn }: Settings): boolean {
  return waf && siteWebAclArn === '';
}

/** The setting that names the site's firewall, once there is one. */
async function firewallOf(edge: string | undefined): Promise<string[]> {
  const arn = edge === undefined ? undefined : (await stackOutputs(cloudFormation(EDGE_REGION), edge))?.['SiteWebAclArn'];
  return arn === undefined ? [] : ['--context', `siteWebAclArn=${arn}`];
}

async function confirm(stage: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This changes production. Type the name of the stage (${stage}) to go on: `);
  terminal.close();
  if (answer.trim() !== stage) throw new Error('Nothing was deployed.');
}
