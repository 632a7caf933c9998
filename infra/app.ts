import { App } from 'aws-cdk-lib';
// Here and not in cdk.json, so that the local stack synthesises what the CDK command line does.
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { logRefusedRequests } from './refused-requests.ts';
import { checkNames, readSettings } from './settings.ts';
import { OnhandStack } from './stack.ts';
import { EdgeStack } from './waf.ts';

interface AppOptions {
  /** Where the cloud assembly goes; default cdk.out or what the CLI asks. */
  outdir?: string;
  /**
   * Whether CDK holds the templates against the schemas of CloudFormation, which takes two seconds.
   * `cdk synth` does, so that a local stack need not.
   */
  validate?: boolean;
}

/**
 * The CDK app with the stack of one stage. Resolver bundles must have been built. Throws a
 * `SettingError`.
 * @param context settings (infra/settings.ts), on top of what the CDK CLI passes
 */
export function createApp(context: Record<string, unknown> = {}, { outdir, validate = false }: AppOptions = {}): App {
  const app = new App({ context, postCliContext: featureFlags, builtinCloudFormationValidation: validate, ...(outdir && { outdir }) });
  checkNames(Object.keys(app.node.getAllContext() as object));
  const settings = readSettings(app.node);
  const stack = new OnhandStack(app);
  if (!settings.waf) return app;
  logRefusedRequests(stack);
  if (settings.site) logRefusedRequests(new EdgeStack(app));
  return app;
}
