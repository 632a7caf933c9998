import type { LevelItem } from '../../domain/level.ts';
import type { StockLevel } from '../../schema/types.ts';
import { refuse } from './errors.ts';

/**
 * Whether the newest version was made by this very call, sent before. Reservations may have changed
 * the level since.
 */
export function isOwnWrite(item: LevelItem, fingerprint: string): boolean {
  return item.update_version === item.version && item.update_input === fingerprint;
}

/** VERSION_CONFLICT of a level, with what is there now. */
export function versionConflict(expectedVersion: number, current: StockLevel): never {
  const message = `The level is at version ${current.version}, not ${expectedVersion}. Look at it again before you decide.`;
  refuse({ type: 'VERSION_CONFLICT', message, info: { expectedVersion, current } });
}
