import { type CloudFormationClient, paginateListStackResources, paginateListStacks } from '@aws-sdk/client-cloudformation';

/** A resource of a stack. */
export interface StackResource {
  /** Such as `AWS::S3::Bucket`. */
  type: string;
  /** Its name in its own service. */
  id: string;
  /** Such as `DELETE_SKIPPED`. */
  status: string;
}

/**
 * The resources of a stack, by its name or its id. CloudFormation knows those of a deleted one by
 * its id for 90 days.
 */
export async function resourcesOf(client: CloudFormationClient, stack: string): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack }))
    for (const { ResourceType: type = '', PhysicalResourceId: id = '', ResourceStatus: status = '' } of StackResourceSummaries)
      resources.push({ type, id, status });
  return resources;
}

/** What deleted stacks of this name have left standing, in the last 90 days. */
export async function remainsOf(client: CloudFormationClient, name: string): Promise<StackResource[]> {
  const remains: StackResource[] = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, { StackStatusFilter: ['DELETE_COMPLETE'] }))
    for (const { StackName, StackId } of StackSummaries)
      if (StackName === name && StackId) remains.push(...(await resourcesOf(client, StackId)));
  return remains.filter(({ status }) => status === 'DELETE_SKIPPED');
}

/** How each is removed for good. */
const REMOVAL: Readonly<Record<string, (id: string) => string>> = {
  'AWS::S3::Bucket': (id) => `aws s3 rb --force s3://${id}   (if it has versions, empty it in the console first)`,
  'AWS::DynamoDB::Table': (id) =>
    `aws dynamodb update-table --table-name ${id} --no-deletion-protection-enabled && aws dynamodb delete-table --table-name ${id}`,
  'AWS::Logs::LogGroup': (id) => `aws logs delete-log-group --log-group-name ${id}`,
  'AWS::Cognito::UserPool': (id) => `aws cognito-idp delete-user-pool --user-pool-id ${id}   (take its deletion protection off first)`,
  'AWS::KMS::Key': (id) => `aws kms schedule-key-deletion --pending-window-in-days 7 --key-id ${id}`,
};

/** A line for who decides what becomes of it. */
export function removalOf({ type, id }: StackResource): string {
  return REMOVAL[type]?.(id) ?? `${type} ${id}`;
}
