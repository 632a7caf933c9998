import type { Principal } from '../iam/principal.ts';
import type { S3 } from '../s3/s3.ts';
import type { Batch, InvocationOutcome } from './batch.ts';
import { eventOf, failureKey, failureObject, type GiveUpCondition } from './failure-record.ts';
import type { FunctionDescription } from './function.ts';
import type { Functions } from './functions.ts';
import type { MappingDescription } from './mapping-description.ts';

/** Takes batches to the function, or to where failures go. */
export interface Delivery {
  /** Never rejects. */
  invoke: (batch: Batch) => Promise<InvocationOutcome | { kind: 'not-invoked' }>;
  /** A destination that refuses the object costs the records, as in AWS, and a line in the log. */
  giveUp: (shardId: string, batch: Batch, condition: GiveUpCondition, functionFailed: boolean) => void;
}

/** What a delivery works with. */
export interface DeliveryParts {
  description: MappingDescription;
  target: FunctionDescription;
  functions: Functions;
  s3: S3;
  /** The function's: the service writes to the destination with it. */
  role: Principal;
  log: (line: string) => void;
}

/** The delivery of a mapping. */
export function createDelivery({ description, target, functions, s3, role, log }: DeliveryParts): Delivery {
  const { failureBucket, id, streamArn } = description;

  function store(shardId: string, batch: Batch, condition: GiveUpCondition, functionFailed: boolean): string {
    if (failureBucket === undefined) return 'is lost: the mapping has no failure destination';
    const now = new Date();
    const content = failureObject({ batch, condition, functionFailed, functionArn: target.arn, streamArn, shardId }, now);
    const object = { key: failureKey(id, shardId, now), content: Buffer.from(content), contentType: 'application/json', metadata: {} };
    try {
      s3.putObject(role, failureBucket, object);
      return `is in s3://${failureBucket}/${object.key}`;
    } catch (error) {
      return `is lost: the failure destination refused it (${(error as Error).message})`;
    }
  }

  return {
    invoke: async (batch) => {
      try {
        const { payload, failed } = await functions.invoke(target.arn, eventOf(batch));
        return failed ? { kind: 'failed' } : { kind: 'returned', result: JSON.parse(payload) };
      } catch {
        return { kind: 'not-invoked' };
      }
    },
    giveUp: (shardId, batch, condition, functionFailed) => {
      const where = store(shardId, batch, condition, functionFailed);
      log(`${target.name}: a batch of ${batch.records.length} that was given up (${condition}) ${where}.`);
    },
  };
}
