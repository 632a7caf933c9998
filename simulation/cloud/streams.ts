import type { FullGateway } from '../../local/emulator/gateway/gateway.ts';
import type { Principals } from '../../local/emulator/iam/principal.ts';
import { createDelivery, type Delivery } from '../../local/emulator/lambda/delivery.ts';
import type { Functions } from '../../local/emulator/lambda/functions.ts';
import { startMapping } from '../../local/emulator/lambda/mapping.ts';
import { describeMappings } from '../../local/emulator/lambda/mapping-description.ts';
import type { S3 } from '../../local/emulator/s3/s3.ts';
import type { Deployment } from '../../local/emulator/template/deployment.ts';
import type { Faults } from '../faults.ts';
import type { Chance } from '../platform/chance.ts';
import type { Checkpointed } from './checkpoints.ts';
import type { Hops } from './hops.ts';
import type { Life } from './life.ts';

/** What the mappings of a run work with. */
export interface StreamParts {
  deployment: Deployment;
  gateway: Pick<FullGateway, 'streams'>;
  principals: Principals;
  functions: Functions;
  s3: S3;
  faults: Faults;
  chance: Chance;
  hops: Hops;
  checkpoints: Checkpointed;
  life: Life;
  /** How many stacks there were before. */
  starts: number;
  /** Resolves when something is written to this table after now. */
  written: (table: string) => Promise<void>;
  note: (who: string, what: string) => void;
}

/**
 * Starts all mappings, with batches that come twice and are cut anew. Lambda asks again and again
 * for records; here it asks when there are some, which is the same but for the work.
 */
export function startStreams(parts: StreamParts): void {
  const { deployment, gateway, principals, functions, faults, hops, written, note } = parts;
  for (const description of describeMappings(deployment)) {
    const target = functions.find(description.functionName);
    const role = principals.byRoleArn(target.roleArn);
    const own = parts.chance.fork(`stream ${description.id} ${parts.starts}`);
    const { name } = description.table;
    const call = async (operation: string, body: Record<string, unknown>) => {
      for (;;) {
        const change = written(name);
        const answer = await gateway.streams(role, operation, body);
        if (operation !== 'GetRecords' || (answer['Records'] as unknown[]).length > 0) return answer;
        await change;
        await hops.oneWay();
      }
    };
    startMapping({
      ...{ description, call, checkpoints: parts.checkpoints.of(description.id, parts.life) },
      delivery: withPoison(
        createDelivery({ description, target, functions, s3: parts.s3, role, log: (line) => note(target.name, line) }),
        parts,
      ),
      faults: {
        nextSize: (most) => (faults.hits('batch cut anew') ? 1 + own.below(most) : most),
        deliverAgain: () => faults.hits('batch twice'),
      },
      problem: (sentence) => note(target.name, sentence),
    });
  }
}

/**
 * A record that no invocation survives while things go wrong, such as one that its memory is too
 * small for.
 */
function withPoison(delivery: Delivery, { faults, note }: StreamParts): Delivery {
  const poisoned = new Set<string>();
  return {
    ...delivery,
    invoke: async (batch) => {
      const [first] = batch.records;
      if (first && faults.hits('poison record')) poisoned.add(first.sequenceNumber);
      const bad = faults.isHealed() ? undefined : batch.records.find(({ sequenceNumber }) => poisoned.has(sequenceNumber));
      if (!bad) return delivery.invoke(batch);
      note('stream', `record ${bad.sequenceNumber} is poison`);
      return { kind: 'failed' };
    },
  };
}
