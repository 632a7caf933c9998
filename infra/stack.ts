import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { CfnGraphQLApi } from 'aws-cdk-lib/aws-appsync';
import type { Construct } from 'constructs';
import { Staff, callerPolicy } from './access.ts';
import { Alerts } from './alerts.ts';
import { Api } from './api.ts';
import { Audit } from './audit.ts';
import { BackEnds } from './back-ends.ts';
import { ChangeFeed } from './change-feed.ts';
import { Data } from './data.ts';
import { DeadLetters } from './dead-letters.ts';
import { Events } from './events.ts';
import { functionRole } from './function.ts';
import { Expiry } from './expiry.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { givenSettings, readSettings } from './settings.ts';
import { failuresBucket } from './stream.ts';
import { Web } from './web.ts';
import { protectApi } from './waf.ts';
import { Writers } from './writers.ts';

/** Everything of one stage. */
export class OnhandStack extends Stack {
  constructor(scope: Construct) {
    const settings = readSettings(scope.node);
    super(scope, `Onhand-${settings.stage}`, { description: 'Onhand: real-time inventory', terminationProtection: settings.protect });
    const data = new Data(this, 'Data', settings);
    const web = settings.site ? new Web(this, 'Web', settings) : undefined;
    const staff = new Staff(this, 'Staff', settings, web?.url);
    const publisher = functionRole(this, 'change-feed');
    const writers = new Writers(this, 'Writers', { settings, data });
    const failures = failuresBucket(this, settings);
    const deadLetters = new DeadLetters(this, 'DeadLetters', { settings, failures });
    const { graphql, logs } = new Api(this, 'Api', { settings, data, staff, publisher, writers, deadLetters: deadLetters.function });
    if (settings.waf) protectApi(this, graphql, settings);
    const changeFeed = new ChangeFeed(this, 'ChangeFeed', { settings, data, graphql, role: publisher, failures });
    const expiry = new Expiry(this, 'Expiry', { settings, data, failures });
    const alerts = new Alerts(this, 'Alerts', { settings, data });
    const events = settings.events ? new Events(this, 'Events', { settings, data, failures }) : undefined;
    deadLetters.of('HISTORY', changeFeed.function);
    deadLetters.of('RESERVATIONS', expiry.returns);
    if (events) deadLetters.of('EVENTS', events.function);
    const audit = new Audit(this, 'Audit', { settings, data });
    const checkout = callerPolicy(this, 'checkout', graphql, "Onhand: what a shop's back end may call");
    const returns = callerPolicy(this, 'returns', graphql, 'Onhand: booking what comes back, beside checkout');
    const catalogue = callerPolicy(this, 'catalogue', graphql, 'Onhand: what ERP and catalogue sync may call');
    const backEnds = new BackEnds(this, 'BackEnds', { settings, policies: { checkout, returns, catalogue } });

    const monitoring = new Monitoring(this, 'Monitoring', { settings, data, graphql, logs, failures, alertsTopic: alerts.topic });

    // Everything that a client needs; stack.json is made of these.
    this.output('GraphqlUrl', graphql.graphqlUrl);
    this.output('RealtimeUrl', (graphql.node.defaultChild as CfnGraphQLApi).attrRealtimeUrl);
    this.output('Region', this.region);
    this.output('ApiKey', graphql.apiKey ?? '');
    this.output('UserPoolId', staff.userPool.userPoolId);
    this.output('UserPoolClientId', staff.client.userPoolClientId);
    this.output('InventoryTable', data.inventory.tableName);
    this.output('ReservationsTable', data.reservations.tableName);
    this.output('RequestsTable', data.requests.tableName);
    this.output('MovementsTable', data.movements.tableName);
    this.output('ChangeFeedFunction', changeFeed.function.functionName);
    this.output('ExpireHoldsFunction', expiry.sweeper.functionName);
    this.output('FulfilOrderFunction', writers.orders.functionName);
    this.output('AlertsTopicArn', alerts.topic.topicArn);
    this.output('OperationsTopicArn', monitoring.topic.topicArn);
    this.output('CheckThresholdsFunction', alerts.function.functionName);
    this.output('AuditFunction', audit.function.functionName);
    if (events) this.output('EventBus', events.bus.eventBusName);
    this.output('ReportsBucket', audit.reports.bucketName);
    this.output('FailuresBucket', failures.bucketName);
    this.output('CheckoutPolicyArn', checkout.managedPolicyArn);
    this.output('CataloguePolicyArn', catalogue.managedPolicyArn);
    this.output('ReturnsPolicyArn', returns.managedPolicyArn);
    this.output('BackEndRoles', this.toJsonString(backEnds.roleArns));
    if (web) {
      this.output('SiteUrl', web.url);
      this.output('SiteAlias', web.alias);
      this.output('SiteBucket', web.bucket.bucketName);
    }
    this.output('SignInAuthority', staff.userPool.userPoolProviderUrl);
    this.output('LogoutUrl', staff.logoutUrl);
    this.output('PublicCountCap', String(settings.publicCountCap));
    this.output('PublicSchema', String(settings.publicSchema));
    // What the next deploy goes on with unless it says otherwise.
    this.output('Settings', JSON.stringify(givenSettings(scope.node)));
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
