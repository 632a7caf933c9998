import type { ResourceType } from './naming.ts';
import { APPSYNC_TYPES } from './types/appsync.ts';
import { CLOUDFRONT_TYPES } from './types/cloudfront.ts';
import { COGNITO_TYPES } from './types/cognito.ts';
import { DYNAMODB_TYPES } from './types/dynamodb.ts';
import { EVENTS_TYPES } from './types/events.ts';
import { IAM_TYPES } from './types/iam.ts';
import { LAMBDA_TYPES } from './types/lambda.ts';
import { OTHER_TYPES } from './types/other.ts';
import { S3_TYPES } from './types/s3.ts';
import { SECRETS_TYPES } from './types/secrets.ts';
import { SNS_TYPES } from './types/sns.ts';
import { SQS_TYPES } from './types/sqs.ts';
import { WAFV2_TYPES } from './types/wafv2.ts';

/** Every resource type that the local stack understands, by CloudFormation type. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ...DYNAMODB_TYPES,
  ...APPSYNC_TYPES,
  ...IAM_TYPES,
  ...LAMBDA_TYPES,
  ...EVENTS_TYPES,
  ...S3_TYPES,
  ...SNS_TYPES,
  ...SQS_TYPES,
  ...SECRETS_TYPES,
  ...COGNITO_TYPES,
  ...CLOUDFRONT_TYPES,
  ...WAFV2_TYPES,
  ...OTHER_TYPES,
};
