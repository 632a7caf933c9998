import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Settings } from '../infra/settings.ts';
import { EDGE_REGION } from '../infra/edge-region.ts';
import { beginCommand } from '../tools/command-line.ts';
import { checkAccount, cloudFormation, type DeployedStack, describeStack } from './deploy/account.ts';
import { describeStage } from './deploy/description.ts';
import { keepSettings } from './deploy/kept.ts';
import { asContext, readStageOptions, stageOptions, type StageOptions } from './deploy/options.ts';
import { run } from './deploy/run.ts';
import { checkState, isNew } from './deploy/state.ts';
import { warningsOf } from './deploy/warnings.ts';

// `npm run deploy`: see --help. May be stopped at any line: CloudFormation goes on or rolls back by
// itself.

const { values } = beginCommand({
  usage: 'npm run deploy -- --stage NAME [options]',
  about: 'Builds everything, shows what changes in AWS, deploys it, uploads the site, and writes .local/stack.NAME.json.',
  options: { ...stageOptions, yes: { type: 'boolean', help: 'does not ask before a production stage changes' } },
  more:
    "Takes the credentials of the AWS SDK's usual places and the region of AWS_REGION. A stage keeps the settings that it was given.\n" +
    'May be stopped and run again at any time.',
});
await deploy(readStageOptions(values));

async function deploy(asked: StageOptions): Promise<void> {
  const name = `Onhand-${asked.settings.stage}`;
  const client = cloudFormation();
  await checkAccount(client);
  const stack = await describeStack(client, name);
  checkState(stack);
  const options = await keepSettings(asked, stack, () => findEdge(name));
  const { settings, context, yes } = options;
  const { stage } = settings;
  // Also of a stage that is to be production no longer: its data would lose what protects it.
  const asks = (settings.production || stack?.protected === true) && !yes;
  if (asks && !process.stdin.isTTY)
    throw new Error(`Stage ${stage} is production and nobody is here to confirm what changes. Look at it first, then say --yes.`);
  run('npm', 'run', 'build');
  const edge = hasOwnEdge(settings) ? await findEdge(name) : undefined;
  checkState(edge);
  // CloudFront takes its firewall from one region only, so that is a stack of its own, and comes
  // first.
  if (hasOwnEdge(settings)) run('cdk', 'diff', `${name}-Edge`, ...context);
  run('cdk', 'diff', name, ...context, ...firewallOf(edge));
  for (const warning of warningsOf(settings)) process.stdout.write(`${warning}\n`);
  if (asks) await confirm(stage);
  if (hasOwnEdge(settings)) deployStack(`${name}-Edge`, edge, options);
  deployStack(name, stack, options, firewallOf(hasOwnEdge(settings) ? await findEdge(name) : undefined));
  await finish(await describeStack(client, name), stage);
}

function hasOwnEdge({ waf, site, siteWebAclArn }: Settings): boolean {
  return waf && site && siteWebAclArn === '';
}

function findEdge(name: string): Promise<DeployedStack | undefined> {
  return describeStack(cloudFormation(EDGE_REGION), `${name}-Edge`);
}

/** The setting that names the site's firewall, once there is one. */
function firewallOf(edge: DeployedStack | undefined): string[] {
  const arn = edge?.outputs['SiteWebAclArn'];
  return arn === undefined ? [] : asContext(['siteWebAclArn', arn]);
}

/**
 * Deploys one stack. One that is to be protected is so only when it stands: CDK turns the
 * protection of a stack on before anything is made, and neither CloudFormation nor the next deploy
 * could take away what is left of a creation that failed. Ended between the two, the next deploy
 * does the second.
 */
function deployStack(name: string, stack: DeployedStack | undefined, { settings, context }: StageOptions, more: string[] = []): void {
  const deploy = (...last: string[]) => run('cdk', 'deploy', name, '--require-approval', 'never', ...context, ...more, ...last);
  if (settings.protect && isNew(stack)) deploy(...asContext(['protect', 'false']));
  deploy();
}

/** Uploads the site, if there is one, and writes down what clients need. */
async function finish(stack: DeployedStack | undefined, stage: string): Promise<void> {
  if (stack === undefined) throw new Error(`CloudFormation does not know the stack that was just deployed; is AWS_REGION that of cdk?`);
  const { outputs } = stack;
  const site = 'SiteBucket' in outputs ? `its site (${await upload(outputs)} files) at ${outputs['SiteUrl'] ?? ''}` : 'without a site';
  const file = `.local/stack.${stage}.json`;
  mkdirSync('.local', { recursive: true });
  writeFileSync(file, `${JSON.stringify(describeStage(outputs), null, 2)}\n`, { mode: 0o600 });
  // The mode above counts for a new file only, and the file has the API key.
  chmodSync(file, 0o600);
  process.stdout.write(`Stage ${stage} is deployed, ${site}; ${file} has what a client needs.\n`);
}

/** What builds pages takes seconds to load, so it is loaded where there is a site. */
async function upload(outputs: DeployedStack['outputs']): Promise<number> {
  const { uploadWeb } = await import('./upload-web.ts');
  return uploadWeb(outputs);
}

async function confirm(stage: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This changes production. Type the name of the stage (${stage}) to go on: `);
  terminal.close();
  if (answer.trim() !== stage) throw new Error('Nothing was deployed.');
}
