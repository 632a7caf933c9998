import { util } from '@aws-appsync/utils';
import type { AppSyncIdentityCognito, AppSyncIdentityIAM, Identity } from '@aws-appsync/utils';

/** Who changes it, for the history: a user's name, or the name of the role (or IAM user) that signed the request. */
export function actorOf(identity: Identity): string {
  if (util.authType() !== 'IAM Authorization') {
    return (identity as AppSyncIdentityCognito).username;
  }
  const signer = identity as AppSyncIdentityIAM;
  const parts = signer.userArn.split('/');
  return roleOf(signer) ?? parts[parts.length - 1] ?? '';
}

/** The name of the role that signed a request; undefined for an IAM user, who may have any name. */
export function roleOf(identity: AppSyncIdentityIAM): string | undefined {
  // arn:aws:sts::123456789012:assumed-role/<role>/<session> or arn:aws:iam::123456789012:user/<path>/<name>
  const parts = identity.userArn.split('/');
  return (parts[0] ?? '').endsWith(':assumed-role') ? parts[1] : undefined;
}
