/** The event that opens the command palette. */
export const OPEN_PALETTE = 'onhand-palette';

export function openPalette(): void {
  dispatchEvent(new Event(OPEN_PALETTE));
}
