import type { Template } from '../../local/emulator/template/reader.ts';
import { withoutSchedules } from './without-schedules.ts';

/**
 * Leaves out what follows the tables, and the schedules: for tests that write a lot and ask only
 * what is stored.
 */
export function withoutFeed(template: Template): void {
  withoutSchedules(template);
  for (const { Type, Properties } of Object.values(template.Resources))
    if (Type === 'AWS::Lambda::EventSourceMapping') Object.assign(Properties ?? {}, { Enabled: false });
}
