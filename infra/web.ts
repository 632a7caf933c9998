import { Duration, Fn, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { BehaviorOptions } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { signInDomain } from './access.ts';
import { acknowledge, NO_ACCESS_LOG } from './acknowledge.ts';
import { lifetimeOf } from './lifetime.ts';
import type { Settings } from './settings.ts';

/** Where the panel's build puts what has the hash of its content in its name. */
const HASHED = '/admin-assets/*';
/**
 * How old a page, the badge or config.json may be: after a deploy, every browser has the new one
 * this much later.
 */
const MOMENT = Duration.minutes(1);
const A_YEAR = Duration.days(365);
/** How long a file is kept that a deploy has replaced. */
const KEPT_VERSIONS = Duration.days(30);

/**
 * The pages and scripts for browsers: a private bucket behind CloudFront, with the headers that
 * make them safe and reachable from any shop.
 */
export class Web extends Construct {
  readonly bucket: Bucket;
  /** `https://…`, without a slash at the end. */
  readonly url: string;
  /** CloudFront's own name of the site. */
  readonly alias: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Site', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // A deploy writes over what is there: its pages of before can be brought back for as long as
      // somebody may want that.
      versioned: true,
      lifecycleRules: [{ noncurrentVersionExpiration: KEPT_VERSIONS }],
      removalPolicy: lifetimeOf(settings),
    });
    const { region, stackName } = Stack.of(this);
    // Names in CloudFront are the account's, not the region's.
    const originAccessControl = new S3OriginAccessControl(this, 'Access', { originAccessControlName: `${stackName}-${region}` });
    const origin = S3BucketOrigin.withOriginAccessControl(this.bucket as IBucket, { originAccessControl });
    const behaviour = (name: string, maxAge: Duration, cacheControl: string): BehaviorOptions => ({
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      compress: true,
      cachePolicy: new CachePolicy(this, `${name}Cache`, {
        minTtl: Duration.seconds(0),
        defaultTtl: maxAge,
        maxTtl: maxAge,
        enableAcceptEncodingGzip: true,
        enableAcceptEncodingBrotli: true,
      }),
      responseHeadersPolicy: this.headers(name, settings, cacheControl),
    });
    const { siteDomain, siteCertificateArn } = settings;
    const own = siteDomain !== '' && {
      domainNames: [siteDomain],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', siteCertificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
    const distribution = new Distribution(this, 'Distribution', {
      ...own,
      comment: stackName,
      defaultRootObject: 'index.html',
      ...(settings.siteWebAclArn !== '' && { webAclId: settings.siteWebAclArn }),
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: behaviour('Pages', MOMENT, `public, max-age=${MOMENT.toSeconds()}`),
      additionalBehaviors: { [HASHED]: behaviour('Hashed', A_YEAR, `public, max-age=${A_YEAR.toSeconds()}, immutable`) },
    });
    acknowledge(this.bucket, 'AwsSolutions-S1', NO_ACCESS_LOG);
    acknowledge(distribution, 'AwsSolutions-CFR1', 'Where a shop sells is its own matter.');
    acknowledge(distribution, 'AwsSolutions-CFR3', 'The site has public files only; its metrics and those of the firewall tell of abuse.');
    if (!own) acknowledge(distribution, 'AwsSolutions-CFR4', 'The setting siteDomain asks for TLS 1.2; *.cloudfront.net cannot.');
    this.alias = distribution.distributionDomainName;
    this.url = `https://${own ? siteDomain : this.alias}`;
  }

  private headers(name: string, settings: Settings, cacheControl: string): ResponseHeadersPolicy {
    const stack = Stack.of(this);
    return new ResponseHeadersPolicy(this, `${name}Headers`, {
      responseHeadersPolicyName: `${stack.stackName}-${name}-${stack.region}`,
      // Shops live on other origins and load the badge, the client and config.json from here. There
      // is nothing here that a cookie opens.
      corsBehavior: {
        accessControlAllowOrigins: ['*'],
        accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
        accessControlAllowHeaders: ['*'],
        accessControlAllowCredentials: false,
        accessControlMaxAge: Duration.days(1),
        originOverride: true,
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'cache-control', value: cacheControl, override: true },
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
          { header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()', override: true },
        ],
      },
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(stack, settings), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
        strictTransportSecurity: { accessControlMaxAge: A_YEAR, includeSubdomains: true, override: true },
      },
    });
  }
}

/**
 * Nothing inline, nothing from elsewhere but the pictures of products. The API's hosts are named by
 * region, not by API: the API names the app client, which names this site's address, so the site
 * cannot name the API.
 */
function contentSecurityPolicy(stack: Stack, settings: Settings): string {
  const { region } = stack;
  const connect = [
    "'self'",
    `https://*.appsync-api.${region}.amazonaws.com`,
    `wss://*.appsync-realtime-api.${region}.amazonaws.com`,
    `https://cognito-idp.${region}.amazonaws.com`,
    Fn.join('', ['https://', signInDomain(stack, settings), `.auth.${region}.amazoncognito.com`]),
  ];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    `connect-src ${connect.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
