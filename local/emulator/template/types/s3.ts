import { hashOf, withoutArn, type ResourceType } from '../naming.ts';

/** S3 refuses longer names. */
const MAX_NAME_LENGTH = 63;
const SUFFIX_LENGTH = 12;

const BUCKET: ResourceType = {
  honoured: ['BucketName'],
  // An object stays until somebody deletes it, in one version, whatever the life cycle says; nobody
  // but the stack's own keys gets in.
  withoutLocalEffect: [
    'BucketEncryption',
    'LifecycleConfiguration',
    'LoggingConfiguration',
    'ObjectLockConfiguration',
    'ObjectLockEnabled',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ],
  identify: (context) => {
    const name = context.text('BucketName') ?? generatedName(`${context.stackName}-${context.logicalId}`, hashOf(context, SUFFIX_LENGTH));
    const arn = `arn:aws:s3:::${name}`;
    const attributes = {
      Arn: arn,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${context.region}.amazonaws.com`,
    };
    return { physicalId: name, arn, ref: name, attributes };
  },
};

/** S3. */
export const S3_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': BUCKET,
  'AWS::S3::BucketPolicy': {
    honoured: ['Bucket', 'PolicyDocument'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(`${context.text('Bucket')}-policy`, []),
  },
};

/** Bucket names have lower-case letters only. */
function generatedName(name: string, suffix: string): string {
  return `${name.toLowerCase().slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH - 1)}-${suffix}`;
}
