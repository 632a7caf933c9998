import { App } from 'aws-cdk-lib';
import { OnhandStack } from './stack.ts';

/**
 * The CDK app with the stack of one stage. Resolver bundles must have been built.
 * @param context settings (infra/settings.ts), on top of what the CDK CLI passes
 * @param outdir where the cloud assembly goes; default cdk.out or what the CLI asks
 */
export function createApp(context: Record<string, unknown> = {}, outdir?: string): App {
  const app = new App({ context, ...(outdir && { outdir }) });
  new OnhandStack(app);
  return app;
}
