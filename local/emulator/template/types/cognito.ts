import { arnOf, hashOf, issuerUrl, withoutArn, type ResourceType } from '../naming.ts';

const USER_POOL: ResourceType = {
  honoured: ['UserPoolName', 'AdminCreateUserConfig'],
  withoutLocalEffect: [
    'AccountRecoverySetting',
    'AliasAttributes',
    'AutoVerifiedAttributes',
    'DeletionProtection',
    'EmailVerificationMessage',
    'EmailVerificationSubject',
    'EnabledMfas',
    'MfaConfiguration',
    'Policies',
    'Schema',
    'SmsVerificationMessage',
    'UsernameAttributes',
    'UsernameConfiguration',
    'UserPoolAddOns',
    'UserPoolTags',
    'UserPoolTier',
    'VerificationMessageTemplate',
  ],
  identify: (context) => {
    const id = `${context.region}_${hashOf(context, 9)}`;
    const arn = arnOf(context, 'cognito-idp', `userpool/${id}`);
    const attributes = { Arn: arn, UserPoolId: id, ProviderURL: issuerUrl(context.origin, id) };
    return {
      physicalId: id,
      arn,
      ref: id,
      attributes: { ...attributes, ProviderName: `cognito-idp.${context.region}.amazonaws.com/${id}` },
    };
  },
};

const USER_POOL_CLIENT: ResourceType = {
  honoured: [
    'UserPoolId',
    'ClientName',
    'AccessTokenValidity',
    'AllowedOAuthFlows',
    'AllowedOAuthFlowsUserPoolClient',
    'AllowedOAuthScopes',
    'CallbackURLs',
    'EnableTokenRevocation',
    'GenerateSecret',
    'IdTokenValidity',
    'LogoutURLs',
    'RefreshTokenRotation',
    'RefreshTokenValidity',
    'TokenValidityUnits',
  ],
  withoutLocalEffect: [
    'ExplicitAuthFlows',
    'PreventUserExistenceErrors',
    'ReadAttributes',
    'SupportedIdentityProviders',
    'WriteAttributes',
  ],
  identify: (context) => withoutArn(hashOf(context, 26), ['ClientId']),
};

/** Cognito user pools. */
export const COGNITO_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Cognito::UserPool': USER_POOL,
  'AWS::Cognito::UserPoolClient': USER_POOL_CLIENT,
  'AWS::Cognito::UserPoolDomain': {
    honoured: ['UserPoolId', 'Domain'],
    withoutLocalEffect: ['ManagedLoginVersion'],
    identify: (context) => withoutArn(context.text('Domain') ?? context.logicalId, []),
  },
  'AWS::Cognito::ManagedLoginBranding': {
    honoured: [],
    withoutLocalEffect: ['UserPoolId', 'ClientId', 'UseCognitoProvidedValues'],
    identify: (context) => withoutArn(context.logicalId, ['ManagedLoginBrandingId']),
  },
  'AWS::Cognito::UserPoolGroup': {
    honoured: ['UserPoolId', 'GroupName'],
    withoutLocalEffect: ['Description', 'Precedence'],
    identify: (context) => withoutArn(context.text('GroupName') ?? context.logicalId, []),
  },
};
