import { rmSync } from 'node:fs';
import { EDGE_REGION } from '../infra/edge-region.ts';
import { beginCommand } from '../tools/command-line.ts';
import { checkAccount, cloudFormation, describeStack } from './deploy/account.ts';
import { emptyBucket } from './deploy/buckets.ts';
import { keptSettings } from './deploy/kept.ts';
import { readStageOptions, stageOptions, type StageOptions, withSettings } from './deploy/options.ts';
import { remainsOf, removalOf, resourcesOf } from './deploy/remains.ts';
import { run } from './deploy/run.ts';
import { checkState, isNew } from './deploy/state.ts';

// `npm run destroy`: see --help. May be stopped at any line.

const { values } = beginCommand({
  usage: 'npm run destroy -- --stage NAME [options]',
  about:
    'Takes a test stage away with its data, or what is left of a creation that failed. Refuses production. Says what stays, also of stages\n' +
    'that are gone already.',
  options: stageOptions,
  more: "Takes the credentials of the AWS SDK's usual places and the region of AWS_REGION. May be stopped and run again at any time.",
});

/** The second time, what was written to a bucket while the functions still ran is deleted too. */
const ATTEMPTS = 2;

const client = cloudFormation();

await destroyStage(readStageOptions(values));

async function destroyStage(asked: StageOptions): Promise<void> {
  const name = `Onhand-${asked.settings.stage}`;
  await checkAccount(client);
  const stack = await describeStack(client, name);
  if (stack === undefined) {
    await listRemains(name);
    throw new Error(`There is no stage ${asked.settings.stage} in this account and region.`);
  }
  const { settings, context } = withSettings(asked, keptSettings(stack));
  if ((settings.production || stack.protected) && !isNew(stack))
    throw new Error(
      `Stage ${settings.stage} is production; its data is not destroyed by a script. docs/operations.md says how to end one.`,
    );
  checkState(stack);
  await destroy(name, context);
  if (settings.waf && (await describeStack(cloudFormation(EDGE_REGION), `${name}-Edge`)))
    run('cdk', 'destroy', `${name}-Edge`, '--force', ...context);
  rmSync(`.local/stack.${settings.stage}.json`, { force: true });
  process.stdout.write(`Stage ${settings.stage} is gone.\n`);
  await listRemains(name);
}

async function destroy(name: string, context: string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const resources = await resourcesOf(client, name);
    for (const { type, id } of resources) if (type === 'AWS::S3::Bucket' && id !== '') await emptyBucket(id);
    try {
      run('cdk', 'destroy', name, '--force', ...context);
      return;
    } catch (failure) {
      if (attempt === ATTEMPTS) throw failure;
    }
  }
}

/** Says what deleted stacks of this name have left, and how each is removed for good. */
async function listRemains(name: string): Promise<void> {
  const remains = await remainsOf(client, name);
  if (remains.length === 0) return;
  process.stdout.write(`Of stacks ${name} that were deleted in the last 90 days these stayed, unless somebody has removed them since:\n`);
  for (const each of remains) process.stdout.write(`  ${removalOf(each)}\n`);
}
