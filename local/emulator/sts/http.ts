import { randomUUID } from 'node:crypto';
import { AwsError } from '../gateway/gateway.ts';
import type { ServiceProtocol } from '../gateway/service-protocol.ts';
import { roleSessionArn, roleSessionId } from '../iam/principal.ts';
import type { GivenRole, Sts } from './sts.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ACTION = 'AssumeRoleWithWebIdentity';

/** STS's query protocol. Its one action here is called by who has no key yet, so unsigned. */
export function createStsProtocol(sts: Sts): ServiceProtocol {
  return {
    answer: async ({ body }) => {
      const parameters = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
      const { Action = '' } = parameters;
      if (Action !== ACTION) throw new AwsError('InvalidAction', `The local STS does not have the action ${Action}.`);
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: answerXml(await sts.assumeRoleWithWebIdentity(parameters)) };
    },
    refuse: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>${
        element('Code', code) + element('Message', message)
      }</Error>${element('RequestId', randomUUID())}</ErrorResponse>`,
    }),
  };
}

function answerXml({ session, identity: { provider, subject, audience } }: GivenRole): string {
  const { accessKeyId, secretAccessKey, temporary } = session;
  const credentials =
    element('AccessKeyId', accessKeyId) +
    element('SecretAccessKey', secretAccessKey) +
    element('SessionToken', temporary.sessionToken) +
    element('Expiration', new Date(temporary.expires).toISOString());
  const user = element('Arn', roleSessionArn(session)) + element('AssumedRoleId', roleSessionId(session));
  const result =
    element('SubjectFromWebIdentityToken', subject) +
    element('Audience', audience) +
    element('Provider', provider.arn) +
    `<AssumedRoleUser>${user}</AssumedRoleUser><Credentials>${credentials}</Credentials>`;
  const metadata = `<ResponseMetadata>${element('RequestId', randomUUID())}</ResponseMetadata>`;
  return `<${ACTION}Response xmlns="${NAMESPACE}"><${ACTION}Result>${result}</${ACTION}Result>${metadata}</${ACTION}Response>`;
}

function element(name: string, content: string): string {
  return `<${name}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>`;
}
