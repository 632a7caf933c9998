import { hashOf, withoutArn, type ResourceType } from '../naming.ts';

const DISTRIBUTION: ResourceType = {
  honoured: ['DistributionConfig'],
  withoutLocalEffect: ['Tags'],
  identify: (context) => {
    const id = hashOf(context, 14).toUpperCase();
    const arn = `arn:aws:cloudfront::${context.accountId}:distribution/${id}`;
    return { physicalId: id, arn, ref: id, attributes: { Id: id, DomainName: new URL(context.origin).host } };
  },
};

/** CloudFront. */
export const CLOUDFRONT_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudFront::Distribution': DISTRIBUTION,
  'AWS::CloudFront::ResponseHeadersPolicy': {
    honoured: ['ResponseHeadersPolicyConfig'],
    withoutLocalEffect: [],
    identify: (context) => withoutArn(hashOf(context, 36), ['Id']),
  },
  // Nothing is kept between the stack and the browser, and nobody but the stack reads the bucket.
  'AWS::CloudFront::CachePolicy': {
    honoured: [],
    withoutLocalEffect: ['CachePolicyConfig'],
    identify: (context) => withoutArn(hashOf(context, 36), ['Id']),
  },
  'AWS::CloudFront::OriginAccessControl': {
    honoured: [],
    withoutLocalEffect: ['OriginAccessControlConfig'],
    identify: (context) => withoutArn(hashOf(context, 14).toUpperCase(), ['Id']),
  },
};
