import type { Deployment } from '../template/deployment.ts';

/** What the template's distribution does with a request. */
export interface Behaviours {
  /** The object for a path, without the slash in front. */
  keyOf: (path: string) => string;
  /** The headers that it adds to an answer. */
  headersFor: (path: string) => Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;

const UNDERSTOOD = {
  distribution: ['CacheBehaviors', 'DefaultCacheBehavior', 'DefaultRootObject'],
  // About the way to the browser, or the costs: nothing that a page could tell on one machine.
  distributionWithoutEffect: [
    'Aliases',
    'Comment',
    'Enabled',
    'HttpVersion',
    'IPV6Enabled',
    'Logging',
    'Origins',
    'PriceClass',
    'WebACLId',
  ],
  behaviour: ['PathPattern', 'ResponseHeadersPolicyId'],
  behaviourWithoutEffect: ['AllowedMethods', 'CachePolicyId', 'Compress', 'TargetOriginId', 'ViewerProtocolPolicy'],
  policy: ['CorsConfig', 'CustomHeadersConfig', 'Name', 'SecurityHeadersConfig'],
};
/** Ends encryption, which is not there on one machine; browsers ignore it over HTTP anyway. */
const TLS_ONLY = 'StrictTransportSecurity';

/**
 * Reads them from the template. Undefined without a distribution; throws a sentence on what is not
 * understood.
 */
export function readBehaviours(deployment: Deployment): Behaviours | undefined {
  const [distribution] = deployment.ofType('AWS::CloudFront::Distribution');
  if (!distribution) return undefined;
  const config = distribution.properties['DistributionConfig'] as Properties & { DefaultRootObject?: string };
  refuseOthers(distribution.logicalId, config, [...UNDERSTOOD.distribution, ...UNDERSTOOD.distributionWithoutEffect, 'ViewerCertificate']);
  const policies = new Map(
    deployment.ofType('AWS::CloudFront::ResponseHeadersPolicy').map(({ physicalId, logicalId, properties }) => {
      const policy = properties['ResponseHeadersPolicyConfig'] as Properties;
      refuseOthers(logicalId, policy, UNDERSTOOD.policy);
      return [physicalId, headersOf(policy)];
    }),
  );
  const behaviours = [...((config['CacheBehaviors'] ?? []) as Properties[]), config['DefaultCacheBehavior'] as Properties].map(
    (behaviour) => {
      refuseOthers(distribution.logicalId, behaviour, [...UNDERSTOOD.behaviour, ...UNDERSTOOD.behaviourWithoutEffect]);
      const { PathPattern: pattern = '*', ResponseHeadersPolicyId: policy } = behaviour as {
        PathPattern?: string;
        ResponseHeadersPolicyId?: string;
      };
      return { matches: patternOf(pattern), headers: policies.get(policy ?? '') ?? {} };
    },
  );
  return {
    // CloudFront's root object is for the root alone, not for folders.
    keyOf: (path) => (path === '/' ? (config.DefaultRootObject ?? '') : path.slice(1)),
    headersFor: (path) => behaviours.find(({ matches }) => matches.test(path))?.headers ?? {},
  };
}

function headersOf(policy: Properties): Record<string, string> {
  const {
    CustomHeadersConfig: custom,
    SecurityHeadersConfig: security,
    CorsConfig: cors,
  } = policy as {
    CustomHeadersConfig?: { Items: { Header: string; Value: string }[] };
    SecurityHeadersConfig?: Record<string, Readonly<Record<string, string>>>;
    CorsConfig?: { AccessControlAllowOrigins: { Items: string[] } };
  };
  const headers = new Map((custom?.Items ?? []).map(({ Header, Value }) => [Header.toLowerCase(), Value]));
  for (const [name, value] of Object.entries(security ?? {})) {
    if (name === TLS_ONLY) continue;
    headers.set(...securityHeader(name, value));
  }
  if (cors?.AccessControlAllowOrigins.Items.includes('*')) headers.set('access-control-allow-origin', '*');
  return Object.fromEntries(headers);
}

function securityHeader(name: string, value: Readonly<Record<string, string>>): [string, string] {
  switch (name) {
    case 'ContentSecurityPolicy':
      return ['content-security-policy', value['ContentSecurityPolicy'] ?? ''];
    case 'ContentTypeOptions':
      return ['x-content-type-options', 'nosniff'];
    case 'FrameOptions':
      return ['x-frame-options', value['FrameOption'] ?? ''];
    case 'ReferrerPolicy':
      return ['referrer-policy', value['ReferrerPolicy'] ?? ''];
    default:
      throw new Error(`A response headers policy sets ${name}, which the local stack does not understand.`);
  }
}

/** CloudFront's patterns: `*` is any text, `?` any character. */
function patternOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^/?${source.replace(/^\//, '')}$`);
}

function refuseOthers(owner: string, properties: Properties, understood: readonly string[]): void {
  const unknown = Object.keys(properties).find((name) => !understood.includes(name));
  if (unknown !== undefined) throw new Error(`${owner} has ${unknown}, which the local stack does not understand.`);
}
