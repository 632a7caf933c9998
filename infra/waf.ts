import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { EDGE_REGION } from './edge-region.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';

type Rule = CfnWebACL.RuleProperty;
type Statement = CfnWebACL.StatementProperty;

/** AWS's own lists. Not the common rule set: it refuses bodies beyond 8 KB, and an order of 1,000 lines has more. */
const MANAGED = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'];

/**
 * The firewall in front of the API. Only who shows no signature is counted by address: the change feed and the shop's back end sign, may
 * send thousands of requests a minute from one address, and are known by their signature. Who signs falsely costs AppSync one refusal.
 */
export function protectApi(scope: Construct, graphql: GraphqlApi, { wafRequestsPerFiveMinutes }: Settings): void {
  const acl = webAcl(scope, 'ApiFirewall', 'REGIONAL', [rateRule(wafRequestsPerFiveMinutes, not(isSigned()))]);
  new CfnWebACLAssociation(scope, 'ApiFirewallAssociation', { resourceArn: graphql.arn, webAclArn: acl.attrArn });
}

/** What a stage has outside of its region: the firewall of its site. Its output goes into the setting siteWebAclArn of the stage's own stack. */
export class EdgeStack extends Stack {
  constructor(scope: Construct) {
    const settings = readSettings(scope.node);
    super(scope, `Onhand-${settings.stage}-Edge`, {
      description: "Onhand: the firewall of the stage's site",
      env: { region: EDGE_REGION },
      terminationProtection: settings.production,
    });
    const acl = webAcl(this, 'SiteFirewall', 'CLOUDFRONT', [rateRule(settings.wafRequestsPerFiveMinutes)]);
    new CfnOutput(this, 'SiteWebAclArn', { value: acl.attrArn });
  }
}

function webAcl(scope: Construct, id: string, aclScope: 'REGIONAL' | 'CLOUDFRONT', rules: Rule[]): CfnWebACL {
  const managed = MANAGED.map((name, place): Rule => ({
    name,
    priority: rules.length + place,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: visible(name),
  }));
  return new CfnWebACL(scope, id, {
    scope: aclScope,
    defaultAction: { allow: {} },
    rules: [...rules, ...managed],
    visibilityConfig: visible(id),
  });
}

/** Blocks an address that sent more than so many requests in five minutes, until it sends fewer. */
function rateRule(limit: number, scopeDownStatement?: Statement): Rule {
  const name = 'TooManyRequests';
  return {
    name,
    priority: 0,
    action: { block: {} },
    statement: {
      rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300, ...(scopeDownStatement && { scopeDownStatement }) },
    },
    visibilityConfig: visible(name),
  };
}

/** Signature Version 4 in the header that carries it. */
function isSigned(): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { Name: 'authorization' } },
      positionalConstraint: 'STARTS_WITH',
      searchString: 'AWS4-HMAC-SHA256 ',
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  };
}

function not(statement: Statement): Statement {
  return { notStatement: { statement } };
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
