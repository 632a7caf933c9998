import { util } from '@aws-appsync/utils';
import type { AppSyncIdentityCognito, AppSyncIdentityIAM, Identity } from '@aws-appsync/utils';
import { roleActor, userActor } from '../../domain/actor.ts';

/**
 * Who changes it, for the history: a user, or the role (or IAM user) that signed the request, as
 * the tables keep it.
 */
export function actorOf(identity: Identity): string {
  if (util.authType() !== 'IAM Authorization') {
    return userActor((identity as AppSyncIdentityCognito).username);
  }
  const signer = identity as AppSyncIdentityIAM;
  const parts = signer.userArn.split('/');
  return roleActor(roleOf(signer) ?? parts[parts.length - 1] ?? '');
}

/** The name of the role that signed a request; undefined for an IAM user, who may have any name. */
export function roleOf(identity: AppSyncIdentityIAM): string | undefined {
  // arn:aws:sts::123456789012:assumed-role/<role>/<session> or
  // arn:aws:iam::123456789012:user/<path>/<name>
  const parts = identity.userArn.split('/');
  return (parts[0] ?? '').endsWith(':assumed-role') ? parts[1] : undefined;
}
