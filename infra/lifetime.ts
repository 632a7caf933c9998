import { RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/**
 * What becomes of data and logs when their stack goes: production keeps them, a test stage leaves
 * nothing. What belongs to a creation that failed goes with it in either case, or the next try
 * would start beside its remains.
 */
export function lifetimeOf({ production }: Settings): RemovalPolicy {
  return production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
