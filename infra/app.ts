import { App } from 'aws-cdk-lib';
// Here and not in cdk.json, so that the local stack synthesises what the CDK command line does.
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { readSettings } from './settings.ts';
import { OnhandStack } from './stack.ts';
import { EdgeStack } from './waf.ts';

/**
 * The CDK app with the stack of one stage. Resolver bundles must have been built.
 * @param context settings (infra/settings.ts), on top of what the CDK CLI passes
 * @param outdir where the cloud assembly goes; default cdk.out or what the CLI asks
 */
export function createApp(context: Record<string, unknown> = {}, outdir?: string): App {
  const app = new App({ context, postCliContext: featureFlags, ...(outdir && { outdir }) });
  new OnhandStack(app);
  if (readSettings(app.node).waf) new EdgeStack(app);
  return app;
}
