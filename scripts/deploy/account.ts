import { CloudFormationClient, DescribeStacksCommand, type Output } from '@aws-sdk/client-cloudformation';

/**
 * Asks CloudFormation; the AWS SDK's usual places say with which credentials and, unless it is set,
 * where.
 */
export function cloudFormation(region?: string): CloudFormationClient {
  return new CloudFormationClient(region === undefined ? {} : { region });
}

/** A stack as CloudFormation has it. */
export interface DeployedStack {
  name: string;
  /** Such as `UPDATE_COMPLETE`. */
  status: string;
  /** Whether it refuses to be deleted. */
  protected: boolean;
  /** By name; none while it is being made. */
  outputs: Record<string, string>;
}

/** Throws a sentence unless there are credentials, a region and CDK's bootstrap stack. */
export async function checkAccount(client: CloudFormationClient): Promise<void> {
  const region = await client.config.region().catch(() => undefined);
  if (!region) throw new Error('No AWS region is set. Set AWS_REGION, for example: export AWS_REGION=eu-west-2');
  const toolkit = await describeStack(client, 'CDKToolkit').catch((failure: unknown) => {
    const reason = failure instanceof Error ? failure.message : String(failure);
    throw new Error(`AWS cannot be used in ${region}: ${reason} Check AWS_PROFILE or the access key, then try again.`, { cause: failure });
  });
  if (toolkit === undefined) throw new Error(`CDK was never set up in ${region} of this account. Run once: npx cdk bootstrap`);
}

/** A stack by its name; undefined when there is none. */
export async function describeStack(client: CloudFormationClient, name: string): Promise<DeployedStack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [{ StackStatus: status = '', EnableTerminationProtection = false, Outputs = [] } = {}] = Stacks;
    const outputs = Outputs.map(({ OutputKey = '', OutputValue = '' }: Output) => [OutputKey, OutputValue]);
    return { name, status, protected: EnableTerminationProtection, outputs: Object.fromEntries(outputs) as Record<string, string> };
  } catch (failure) {
    if (failure instanceof Error && failure.message.includes('does not exist')) return undefined;
    throw failure;
  }
}
