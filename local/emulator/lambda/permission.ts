import type { Deployment, Resource } from '../template/deployment.ts';
import type { FunctionDescription } from './function.ts';

/** Whether a permission of the template lets a rule of EventBridge run a function. */
export function mayInvoke(
  rule: Pick<Resource, 'arn'>,
  { name, arn }: Pick<FunctionDescription, 'name' | 'arn'>,
  deployment: Deployment,
): boolean {
  return deployment.ofType('AWS::Lambda::Permission').some(({ properties: { Action, FunctionName, Principal, SourceArn = rule.arn } }) => {
    const isAction = Action === 'lambda:InvokeFunction' || Action === 'lambda:*';
    return isAction && Principal === 'events.amazonaws.com' && SourceArn === rule.arn && [name, arn].some((own) => own === FunctionName);
  });
}
