import { describe, expect, it } from 'vitest';
import type { StockChange } from '../../schema/types.ts';
import { historiesOf } from '../../scripts/replay/histories.ts';
import type { InventoryClient } from '../../web/client/main.ts';

const patience = { pollMs: 1, mostIdle: 3 };
const level = (productId: string, sequence: number) => ({ productId, warehouseId: 'LONDON', sequence });

/**
 * A history that shows, look by look, these sequences; the last look for ever. Levels take turns.
 */
function written(...looks: Record<string, number[]>[]) {
  let look = 0;
  const asked: number[] = [];
  const inventory: Pick<InventoryClient, 'eachStockChange'> = {
    async *eachStockChange({ productId, afterSequence }) {
      asked.push(afterSequence ?? 0);
      const now = looks[Math.min(look, looks.length - 1)] ?? {};
      look += 1;
      for (const sequence of now[productId] ?? []) if (sequence > (afterSequence ?? 0)) yield { sequence } as StockChange;
    },
  };
  return { inventory, asked };
}

const sequencesOf = (histories: StockChange[][]) => histories.map((history) => history.map(({ sequence }) => sequence));

describe('the histories of levels', () => {
  it('are awaited for as long as any of them grows', async () => {
    const slow = Array.from({ length: 20 }, (_, look) => ({
      lamp: Array.from({ length: Math.floor(look / 3) }, (_each, place) => place + 1),
    }));
    const { inventory } = written(...slow);
    expect(sequencesOf(await historiesOf(inventory, [level('lamp', 6)], 1, patience))).toEqual([[1, 2, 3, 4, 5, 6]]);
  });

  it('are awaited no longer when none has grown for a while', async () => {
    const { inventory, asked } = written({ lamp: [1] });
    expect(sequencesOf(await historiesOf(inventory, [level('lamp', 2)], 1, patience))).toEqual([[1]]);
    expect(asked).toHaveLength(1 + patience.mostIdle);
  });

  it('have what was written late into a gap', async () => {
    const { inventory } = written({ lamp: [1, 3] }, { lamp: [1, 2, 3] });
    expect(sequencesOf(await historiesOf(inventory, [level('lamp', 3)], 1, patience))).toEqual([[1, 2, 3]]);
  });

  it('are not read again once they are whole', async () => {
    const { inventory, asked } = written({ lamp: [1], shade: [] }, { lamp: [1], shade: [] }, { shade: [1] });
    await historiesOf(inventory, [level('lamp', 1), level('shade', 1)], 1, patience);
    expect(asked).toHaveLength(3);
  });
});
