import type { Assembly } from '../../local/emulator/template/reader.ts';
import type { Faults } from '../faults.ts';
import type { Chance } from '../platform/chance.ts';
import type { VirtualClock } from '../platform/clock.ts';
import type { Settings } from '../settings.ts';

/** What a cloud is made of. */
export interface CloudParts {
  assembly: Assembly;
  chance: Chance;
  clock: VirtualClock;
  faults: Faults;
  settings: Settings;
  /** Gets what happens, for the timeline. */
  note: (who: string, what: string) => void;
}
