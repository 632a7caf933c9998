import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { AccountRecovery, CfnUserPoolGroup, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito';
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { policyFields } from './callers.ts';
import { fieldArns } from './function.ts';
import type { Settings } from './settings.ts';

/** Staff: a user pool in which nobody signs up by himself, with the groups that the schema's directives name. */
export class Staff extends Construct {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      // The user name is what the history shows; with e-mail alone Cognito would make it an unreadable id.
      signInAliases: { username: true, email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
      deletionProtection: settings.production,
      removalPolicy: settings.production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.client = this.userPool.addClient('Panel', {
      authFlows: { userSrp: true },
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      disableOAuth: true,
    });
    for (const groupName of ['admin', 'viewer']) {
      new CfnUserPoolGroup(this, groupName, { groupName, userPoolId: this.userPool.userPoolId });
    }
  }
}

/** The managed policies that a shop attaches to its own roles: each allows exactly the root fields of infra/callers.ts. */
export function callerPolicy(scope: Construct, name: keyof typeof policyFields, api: GraphqlApi, description: string): ManagedPolicy {
  const resources = Object.entries(policyFields[name]).flatMap(([type, fields]: [string, readonly string[]]) =>
    fieldArns(api, type, fields),
  );
  return new ManagedPolicy(scope, `${name}Policy`, {
    description,
    statements: [new PolicyStatement({ actions: ['appsync:GraphQL'], resources })],
  });
}
