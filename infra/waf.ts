import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { EDGE_REGION } from './edge-region.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';

type Rule = CfnWebACL.RuleProperty;
type Statement = CfnWebACL.StatementProperty;

/**
 * AWS's own lists. Not the common rule set: it refuses bodies beyond 8 KB, and an order of 1,000
 * lines has more.
 */
const MANAGED = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'];

/**
 * The firewall in front of the API, by address. AppSync takes the API key of a request before its
 * other proofs, and the key is public: so only a POST that brings a signature or a token and no key
 * is not counted among shoppers. Handshakes are never POSTs. What a proof is worth only AppSync
 * knows, after the firewall: staff's tokens have a limit that their work and an import stay under,
 * and the last rule ends what signs falsely. The change feed and the shop's back end sign, and stay
 * far below that.
 */
export function protectApi(scope: Construct, graphql: GraphqlApi, settings: Settings): void {
  const ownProof = and(isPost(), not(isThere('x-api-key')), isThere('authorization'));
  const acl = webAcl(scope, 'ApiFirewall', 'REGIONAL', [
    rateRule('TooManyRequests', settings.wafRequestsPerFiveMinutes, not(ownProof)),
    rateRule('TooManyRequestsOfStaff', settings.wafStaffRequestsPerFiveMinutes, and(ownProof, not(isSigned()))),
    rateRule('TooManyRequestsInAll', settings.wafRequestsInAllPerFiveMinutes),
  ]);
  new CfnWebACLAssociation(scope, 'ApiFirewallAssociation', { resourceArn: graphql.arn, webAclArn: acl.attrArn });
}

/**
 * What a stage has outside of its region: the firewall of its site. Its output goes into the
 * setting siteWebAclArn of the stage's own stack.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct) {
    const settings = readSettings(scope.node);
    super(scope, `Onhand-${settings.stage}-Edge`, {
      description: "Onhand: the firewall of the stage's site",
      env: { region: EDGE_REGION },
      terminationProtection: settings.protect,
    });
    const acl = webAcl(this, 'SiteFirewall', 'CLOUDFRONT', [rateRule('TooManyRequests', settings.wafRequestsPerFiveMinutes)]);
    new CfnOutput(this, 'SiteWebAclArn', { value: acl.attrArn });
  }
}

function webAcl(scope: Construct, id: string, aclScope: 'REGIONAL' | 'CLOUDFRONT', own: Omit<Rule, 'priority'>[]): CfnWebACL {
  const rules = own.map((rule, priority) => ({ ...rule, priority }));
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

/**
 * Blocks an address that sent more than so many requests in five minutes, of those that the
 * statement is about, until it sends fewer.
 */
function rateRule(name: string, limit: number, scopeDownStatement?: Statement): Omit<Rule, 'priority'> {
  return {
    name,
    action: { block: {} },
    statement: {
      rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300, ...(scopeDownStatement && { scopeDownStatement }) },
    },
    visibilityConfig: visible(name),
  };
}

const AS_IT_IS = [{ priority: 0, type: 'NONE' }];

function isPost(): Statement {
  const fieldToMatch = { method: {} };
  return { byteMatchStatement: { fieldToMatch, positionalConstraint: 'EXACTLY', searchString: 'POST', textTransformations: AS_IT_IS } };
}

/** A header that is there and not empty. */
function isThere(name: string): Statement {
  const fieldToMatch = header(name);
  return { sizeConstraintStatement: { fieldToMatch, comparisonOperator: 'GT', size: 0, textTransformations: AS_IT_IS } };
}

/** Signature Version 4 in the header that carries it. */
function isSigned(): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch: header('authorization'),
      positionalConstraint: 'STARTS_WITH',
      searchString: 'AWS4-HMAC-SHA256 ',
      textTransformations: AS_IT_IS,
    },
  };
}

// CDK writes this property as it is.
function header(name: string): CfnWebACL.FieldToMatchProperty {
  return { singleHeader: { Name: name } };
}

function and(...statements: Statement[]): Statement {
  return { andStatement: { statements } };
}

function not(statement: Statement): Statement {
  return { notStatement: { statement } };
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
