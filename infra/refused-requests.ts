import { ArnFormat, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** WAF writes to log groups only whose names begin so. */
const PREFIX = 'aws-waf-logs-';
/** Headers that prove who somebody is: they are not for who reads the log. */
const PROOFS = ['authorization', 'x-api-key', 'x-amz-security-token', 'sec-websocket-protocol', 'cookie'];
/**
 * The handshake of the real-time endpoint has them in its query, which CloudFront's requests have
 * nothing in.
 */
const QUERY = { queryString: {} };

/**
 * Writes what the firewalls of a stack have blocked into a log of each, so that who is refused by
 * mistake can be found. What they let through is not written.
 */
export function logRefusedRequests(stack: Stack): void {
  for (const acl of stack.node.findAll().filter((construct) => construct instanceof CfnWebACL)) {
    const logs = new LogGroup(stack, `${acl.node.id}Logs`, {
      logGroupName: `${PREFIX}${stack.stackName}-${acl.node.id}`,
      retention: RetentionDays.ONE_MONTH,
      // It has a name of its own, so that one that stayed would be in the way of the next stack of
      // this name.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnLoggingConfiguration(stack, `${acl.node.id}Logging`, {
      resourceArn: acl.attrArn,
      // WAF takes the ARN without the `:*` that CloudFormation gives the group's.
      logDestinationConfigs: [
        stack.formatArn({
          service: 'logs',
          resource: 'log-group',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          resourceName: logs.logGroupName,
        }),
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] }],
      },
      redactedFields: [...PROOFS.map((Name) => ({ singleHeader: { Name } })), QUERY],
    });
  }
}
