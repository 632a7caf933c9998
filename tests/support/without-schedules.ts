import type { Template } from '../../local/emulator/template/reader.ts';

/** Switches the schedules off: what they run then only runs by hand. */
export function withoutSchedules({ Resources }: Template): void {
  for (const { Type, Properties } of Object.values(Resources))
    if (Type === 'AWS::Events::Rule') Object.assign(Properties ?? {}, { State: 'DISABLED' });
}
