import { operator } from '../../local/emulator/iam/principals.ts';
import type { Functions } from '../../local/emulator/lambda/functions.ts';
import type { S3 } from '../../local/emulator/s3/s3.ts';
import type { Deployment } from '../../local/emulator/template/deployment.ts';

/** What Lambda writes of a batch that it gave up. */
interface GivenUp {
  requestContext: { functionArn: string };
  payload: string;
}

/** Who redrives what. */
export interface Redrive {
  deployment: Deployment;
  s3: S3;
  functions: Pick<Functions, 'invoke'>;
  /** Where failed batches are kept. */
  bucket: string;
  note: (who: string, what: string) => void;
}

/** Hands all that was given up to its functions again. */
export async function redriveAll({ deployment, s3, functions, bucket, note }: Redrive): Promise<void> {
  const everything = operator(deployment.accountId);
  for (const { key } of s3.listObjects(everything, bucket, { prefix: 'aws/lambda/', after: '', most: Infinity }).objects) {
    const { requestContext, payload } = JSON.parse(Buffer.from(s3.getObject(everything, bucket, key).content).toString('utf8')) as GivenUp;
    note('operator', `redrives ${key}`);
    await functions.invoke(requestContext.functionArn, payload);
    s3.deleteObject(everything, bucket, key);
  }
}
