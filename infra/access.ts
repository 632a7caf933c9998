import { Duration, Stack } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
} from 'aws-cdk-lib/aws-cognito';
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { policyFields } from './callers.ts';
import { fieldArns } from './function.ts';
import { lifetimeOf } from './lifetime.ts';
import type { Settings } from './settings.ts';

/** The page that people sign in for, as its address ends. */
const PANEL = '/admin-panel.html';
/** Where `npx vite` serves the panel to who works on it. */
const PANEL_UNDER_DEVELOPMENT = 'http://localhost:5173/admin-panel.html';

/**
 * First part of the host name of Cognito's sign-in pages: no other user pool of the region, in any
 * account, may have it.
 */
export function signInDomain(stack: Stack, { stage }: Settings): string {
  return `onhand-${stage}-${stack.account}`;
}

/**
 * Staff: a user pool in which nobody signs up by himself, with the groups that the schema's
 * directives name.
 */
export class Staff extends Construct {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** Where somebody signs out: Cognito's discovery document does not always name it. */
  readonly logoutUrl: string;

  /** @param siteUrl where the panel is served, if it is */
  constructor(scope: Construct, id: string, settings: Settings, siteUrl: string | undefined) {
    super(scope, id);
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      // The user name is what the history shows; with e-mail alone Cognito would make it an
      // unreadable id.
      signInAliases: { username: true, email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: settings.production ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
      deletionProtection: settings.protect,
      removalPolicy: lifetimeOf(settings),
    });
    acknowledge(
      this.userPool,
      'AwsSolutions-COG8',
      'Threat protection costs by user and guards against sign-ups and guessing at scale; these are few people, made by an administrator, with a second factor.',
    );
    const addresses = [
      ...(siteUrl === undefined ? [] : [siteUrl + PANEL]),
      ...(settings.panelUnderDevelopment ? [PANEL_UNDER_DEVELOPMENT] : []),
    ];
    this.client = this.addClient(addresses);
    if (addresses.length > 0) this.addPages();
    const domain = this.userPool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: signInDomain(Stack.of(this), settings) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.logoutUrl = `${domain.baseUrl()}/logout`;
    for (const groupName of ['admin', 'viewer']) {
      new CfnUserPoolGroup(this, groupName, { groupName, userPoolId: this.userPool.userPoolId });
    }
  }

  /**
   * A page keeps no secret, so the code flow with PKCE proves that who gets the tokens is who began
   * to sign in. Without a page, there is no such flow.
   */
  private addClient(addresses: string[]): UserPoolClient {
    const flow = {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
      callbackUrls: addresses,
      logoutUrls: addresses,
    };
    return this.userPool.addClient('Panel', {
      // Nobody signs in past the managed pages. None at all would be Cognito's own choice,
      // passwords among them; this one needs functions, which the pool has not.
      authFlows: { custom: true },
      enableTokenRevocation: true,
      // Each renewal brings another token. The one before works so long for a renewal whose answer
      // was lost.
      refreshTokenRotationGracePeriod: Duration.minutes(1),
      preventUserExistenceErrors: true,
      generateSecret: false,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      // A working day: the panel renews its tokens that long without asking.
      refreshTokenValidity: Duration.hours(12),
      ...(addresses.length > 0 ? { oAuth: flow } : { disableOAuth: true }),
    });
  }

  /** Without a branding, the managed pages of a client are not there at all. */
  private addPages(): void {
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }
}

/**
 * The managed policies that a shop attaches to its own roles: each allows exactly the root fields
 * of infra/callers.ts.
 */
export function callerPolicy(scope: Construct, name: keyof typeof policyFields, api: GraphqlApi, description: string): ManagedPolicy {
  const resources = Object.entries(policyFields[name]).flatMap(([type, fields]: [string, readonly string[]]) =>
    fieldArns(api, type, fields),
  );
  return new ManagedPolicy(scope, `${name}Policy`, {
    description,
    statements: [new PolicyStatement({ actions: ['appsync:GraphQL'], resources })],
  });
}
