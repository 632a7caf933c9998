import type { View } from '../routing/view.ts';

/** Which key opens which view, after G. */
export const VIEW_KEYS: readonly (readonly [key: string, opens: View])[] = [
  ['h', { name: 'home' }],
  ['s', { name: 'stock' }],
  ['l', { name: 'stock', status: 'LOW_STOCK' }],
  ['o', { name: 'stock', status: 'OUT_OF_STOCK' }],
  ['a', { name: 'activity' }],
  ['r', { name: 'reservations' }],
  ['p', { name: 'packing' }],
  ['i', { name: 'import' }],
];
