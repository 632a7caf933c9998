import { AwsError } from '../gateway/gateway.ts';
import { answerJson, parseJson, refuseJson } from '../gateway/json-protocol.ts';
import type { ServiceProtocol } from '../gateway/service-protocol.ts';
import { accessDeniedMessage, isAllowed } from '../iam/principal.ts';
import type { Secrets } from './secrets.ts';

const TARGET = 'secretsmanager.GetSecretValue';
const ACTION = 'secretsmanager:GetSecretValue';

/** Secrets Manager's JSON protocol, of which there is GetSecretValue. */
export function createSecretsProtocol(secrets: Secrets): ServiceProtocol {
  return {
    answer: async ({ headers, body, principal }) => {
      const target = String(headers['x-amz-target'] ?? '');
      if (target !== TARGET) throw new AwsError('UnknownOperationException', `The local Secrets Manager does not have ${target}.`);
      const { name, arn, value } = secrets.find(String(parseJson(body)['SecretId']));
      if (!isAllowed(principal, ACTION, arn)) throw new AwsError('AccessDeniedException', accessDeniedMessage(principal, ACTION, arn));
      return answerJson({ ARN: arn, Name: name, SecretString: value, VersionStages: ['AWSCURRENT'] });
    },
    refuse: refuseJson,
  };
}
