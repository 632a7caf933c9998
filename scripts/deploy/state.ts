import type { DeployedStack } from './account.ts';

/**
 * States of a stack whose creation has not come to its end. There is nothing in it that anybody
 * uses, and the CDK command line takes it away before the next try.
 */
const NEVER_STOOD = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'];

/** Whether a stack has never been there as a whole. */
export function isNew(stack: DeployedStack | undefined): boolean {
  return stack === undefined || NEVER_STOOD.includes(stack.status);
}

/** Throws a sentence with what to do first where CloudFormation would not let a deploy begin. */
export function checkState(stack: DeployedStack | undefined): void {
  if (stack === undefined) return;
  const { name, status } = stack;
  if (isNew(stack) && stack.protected)
    throw new Error(
      `The creation of ${name} has failed (${status}), and it refuses to be taken away. Nothing is in it yet. Let it go, then deploy again:\n` +
        `  aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}`,
    );
  if (status === 'UPDATE_ROLLBACK_FAILED')
    throw new Error(
      `${name} is half way back from an update that failed (${status}). Mend what its events name, then:\n` +
        `  aws cloudformation continue-update-rollback --stack-name ${name}`,
    );
  if (status === 'DELETE_FAILED')
    throw new Error(
      `${name} could not be deleted as a whole (${status}). Delete what its events name, then the stack:\n  aws cloudformation delete-stack --stack-name ${name}`,
    );
  if (status.endsWith('_IN_PROGRESS') && !isNew(stack))
    throw new Error(`${name} is being changed at this moment (${status}). Deploy again when that has ended.`);
}
