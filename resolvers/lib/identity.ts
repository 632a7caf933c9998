import { util } from '@aws-appsync/utils';
import type { AppSyncIdentityCognito, AppSyncIdentityIAM, Identity } from '@aws-appsync/utils';

/** Who changes it, for the history: a user's name, or the name of the role (or IAM user) that signed the request. */
export function actorOf(identity: Identity): string {
  if (util.authType() !== 'IAM Authorization') {
    return (identity as AppSyncIdentityCognito).username;
  }
  // arn:aws:sts::123456789012:assumed-role/<role>/<session> or arn:aws:iam::123456789012:user/<path>/<name>
  const parts = (identity as AppSyncIdentityIAM).userArn.split('/');
  const assumed = parts.length === 3 && (parts[0] ?? '').endsWith(':assumed-role');
  return parts[assumed ? 1 : parts.length - 1] ?? '';
}
