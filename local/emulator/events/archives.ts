import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_PATTERNS, readPattern, type Test } from '../lib/event-pattern.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { busNameOf } from '../template/types/events.ts';
import type { BusEvent } from './event.ts';
import { busNames } from './rules.ts';

/** What the archives of a template keep. */
export interface Archives {
  keep: (bus: string, events: readonly BusEvent[]) => void;
}

interface Archive {
  bus: string;
  directory: string;
  matches: Test;
}

const DAY_MS = 86_400_000;

/**
 * Opens the archives: a directory each, named as the archive, with a file of JSON lines for each
 * day, `2026-11-30.jsonl`. A line that a killed stack left half written is alone between others.
 * Days that are older than RetentionDays go with the next start. Throws a sentence on an archive
 * that is not understood.
 */
export function openArchives(deployment: Deployment, directory: string): Archives {
  const archives = deployment.ofType('AWS::Events::Archive').map((archive) => open(archive, deployment, directory));
  return {
    keep: (bus, events) => {
      for (const archive of archives.filter((each) => each.bus === bus)) {
        const lines = events.filter(archive.matches).map((event) => `${JSON.stringify(event)}\n`);
        if (lines.length > 0) appendFileSync(join(archive.directory, fileOf(Date.now())), lines.join(''));
      }
    },
  };
}

function open({ logicalId, physicalId, properties }: Resource, deployment: Deployment, parent: string): Archive {
  const { SourceArn, EventPattern, RetentionDays = 0 } = properties;
  const bus = busNameOf(String(SourceArn));
  if (!busNames(deployment).includes(bus)) throw new Error(`${logicalId} keeps events of ${bus}, which the template does not have.`);
  const matches = EventPattern === undefined ? () => true : readPattern(EventPattern, EVENT_PATTERNS, `The pattern of ${logicalId}`);
  const directory = join(parent, physicalId);
  mkdirSync(directory, { recursive: true });
  // Without a retention an archive keeps everything.
  if (Number(RetentionDays) > 0) forget(directory, fileOf(Date.now() - Number(RetentionDays) * DAY_MS));
  // Ends the line that a killed stack may have left.
  appendFileSync(join(directory, fileOf(Date.now())), '\n');
  return { bus, directory, matches };
}

function forget(directory: string, oldest: string): void {
  for (const file of readdirSync(directory)) if (file < oldest) rmSync(join(directory, file));
}

/** The file of a day, by UTC; in their order. */
function fileOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 10)}.jsonl`;
}
