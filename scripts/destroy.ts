import { rmSync } from 'node:fs';
import { checkAccount, cloudFormation, stackOutputs } from './deploy/account.ts';
import { readStageOptions } from './deploy/options.ts';
import { main, run } from './deploy/run.ts';

// `npm run destroy -- --stage NAME`: takes a test stage away with its data. Refuses production, and says what stays.

await main(async () => {
  const { settings, context } = readStageOptions(process.argv.slice(2));
  const stack = `Onhand-${settings.stage}`;
  if (settings.production) {
    throw new Error(
      `Stage ${settings.stage} is production; its data is not destroyed by a script. docs/operations.md says how to end one.`,
    );
  }
  const client = cloudFormation();
  await checkAccount(client);
  const outputs = await stackOutputs(client, stack);
  if (outputs === undefined) throw new Error(`There is no stage ${settings.stage} in this account and region.`);
  run('cdk', 'destroy', stack, '--force', ...context);
  if (settings.waf && settings.siteWebAclArn === '') run('cdk', 'destroy', `${stack}-Edge`, '--force', ...context);
  rmSync(`.local/stack.${settings.stage}.json`, { force: true });
  process.stdout.write(`Stage ${settings.stage} is gone.\n`);
  const left = ['FailuresBucket', 'ReportsBucket', 'SiteBucket'].flatMap((name) => outputs[name] ?? []);
  process.stdout.write('Its buckets stay, as CloudFormation deletes none with objects in it. To remove them with all that is in them:\n');
  for (const bucket of left) process.stdout.write(`  aws s3 rb --force s3://${bucket}\n`);
});
