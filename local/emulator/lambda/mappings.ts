import { join } from 'node:path';
import type { Faults } from '../gateway/faults.ts';
import type { FullGateway } from '../gateway/gateway.ts';
import type { Principals } from '../iam/principal.ts';
import type { S3 } from '../s3/s3.ts';
import type { Sns } from '../sns/sns.ts';
import type { Deployment } from '../template/deployment.ts';
import { openCheckpoints } from './checkpoints.ts';
import { createDelivery } from './delivery.ts';
import type { Functions } from './functions.ts';
import { startMapping, type Mapping } from './mapping.ts';
import { describeMappings } from './mapping-description.ts';
import { prepareQueueMappings } from './queue-mapping.ts';
import { createStreamFaults } from './stream-faults.ts';

/** All event source mappings of a deployment. */
export interface Mappings {
  /** Begins to deliver. */
  start: () => void;
  /** Stops delivering; later, also before a start, calls do nothing. */
  stop: () => Promise<void>;
}

/** What the mappings of a deployment work with. */
export interface MappingsParts {
  deployment: Deployment;
  gateway: Pick<FullGateway, 'streams'>;
  principals: Principals;
  functions: Functions;
  s3: S3;
  sns: Pick<Sns, 'queueCall'>;
  faults: Faults;
  /** Checkpoints go here. */
  directory: string;
  log: (line: string) => void;
}

/** Reads the mappings of the template, so that a start fails early on one that cannot run here. */
export function createMappings(parts: MappingsParts): Mappings {
  const { deployment, gateway, principals, functions, s3, sns, faults, directory, log } = parts;
  const prepared = describeMappings(deployment).map((description) => {
    const target = functions.find(description.functionName);
    // The poller reads the stream, and writes what it gives up, with the role of its function.
    const role = principals.byRoleArn(target.roleArn);
    return {
      description,
      call: (operation: string, body: Record<string, unknown>) => gateway.streams(role, operation, body),
      delivery: createDelivery({ description, target, functions, s3, role, log }),
      checkpoints: openCheckpoints(join(directory, `${description.id}.json`)),
      faults: createStreamFaults(faults, description.table),
      problem: (sentence: string) => {
        log(`${target.name}: ${sentence}`);
      },
    };
  });
  const ofQueues = prepareQueueMappings({ deployment, principals, functions, queueCall: sns.queueCall, log });
  let running: Mapping[] = [];
  return {
    start: () => {
      running = [...prepared.map(startMapping), ...ofQueues.map((begin) => begin())];
    },
    stop: async () => {
      await Promise.all(running.splice(0).map((mapping) => mapping.stop()));
    },
  };
}
