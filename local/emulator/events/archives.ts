import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../lib/write-whole.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { busNameOf } from '../template/types/events.ts';
import type { BusEvent } from './event.ts';
import { EVENT_PATTERNS, readPattern, type Test } from './pattern.ts';
import { busNames } from './rules.ts';

/** What the archives of a template keep. */
export interface Archives {
  keep: (bus: string, events: readonly BusEvent[]) => void;
}

interface Archive {
  bus: string;
  path: string;
  matches: Test;
}

const DAY_MS = 86_400_000;

/**
 * Opens the archives: a file of JSON lines each, named as the archive. What is older than its
 * RetentionDays goes with the next start. Throws a sentence on an archive that is not understood.
 */
export function openArchives(deployment: Deployment, directory: string): Archives {
  const archives = deployment.ofType('AWS::Events::Archive').map((archive) => open(archive, deployment, directory));
  return {
    keep: (bus, events) => {
      for (const archive of archives.filter((each) => each.bus === bus)) {
        const kept = events.filter(archive.matches);
        if (kept.length > 0) appendFileSync(archive.path, kept.map((event) => `${JSON.stringify(event)}\n`).join(''));
      }
    },
  };
}

function open({ logicalId, physicalId, properties }: Resource, deployment: Deployment, directory: string): Archive {
  const { SourceArn, EventPattern, RetentionDays = 0 } = properties;
  const bus = busNameOf(String(SourceArn));
  if (!busNames(deployment).includes(bus)) throw new Error(`${logicalId} keeps events of ${bus}, which the template does not have.`);
  const path = join(directory, `${physicalId}.jsonl`);
  mkdirSync(directory, { recursive: true });
  // Without a retention an archive keeps everything.
  if (Number(RetentionDays) > 0) forget(path, Date.now() - Number(RetentionDays) * DAY_MS);
  const matches = EventPattern === undefined ? () => true : readPattern(EventPattern, EVENT_PATTERNS, `The pattern of ${logicalId}`);
  return { bus, path, matches };
}

function forget(path: string, before: number): void {
  if (!existsSync(path)) return;
  const kept = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => timeOf(line) >= before);
  writeWhole(path, kept.map((line) => `${line}\n`).join(''));
}

/** Of a line that a killed stack left half written: long ago. */
function timeOf(line: string): number {
  try {
    return Date.parse((JSON.parse(line) as BusEvent).time);
  } catch {
    return 0;
  }
}
