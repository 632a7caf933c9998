import Container from '@cloudscape-design/components/container';
import { type ReactNode, useMemo } from 'react';
import { fold } from '../../../domain/text.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { keyOf } from '../../client/stores/stock-state.ts';
import type { Selection, SortState } from '../data-grid/types.ts';
import { useMessages } from '../i18n/language.tsx';
import type { SortField } from '../local-copy/question.ts';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { ordered, type StockView } from '../routing/view.ts';
import { useBackend, useMayEdit } from '../session/backend-context.ts';
import { LevelCards } from './level-cards.tsx';
import { Levels } from './levels.tsx';
import type { Preferences } from './preferences.tsx';
import type { ProductRow } from './product-rows.ts';
import { ProductCards } from './product-cards.tsx';
import { ProductTable } from './product-table.tsx';
import type { StockList } from './use-list.ts';
import type { Page } from './use-rows.ts';
import type { SelectedLevels } from './use-selection.ts';

/** More columns than these are nobody's overview. */
const MOST_WAREHOUSES = 12;

interface Props {
  view: StockView;
  list: StockList;
  page: Page;
  preferences: Preferences;
  selection: SelectedLevels;
  empty: ReactNode;
  isPhone: boolean;
  isSelecting: boolean;
}

/** The list in its frame, which stays when other rows come into it. */
export function GridRows({ header, bar, footer, ...rows }: Props & { header: ReactNode; bar: ReactNode; footer: ReactNode }) {
  return (
    <Container disableContentPaddings header={header} footer={footer}>
      <Rows {...rows} />
      {bar}
    </Container>
  );
}

/** The rows of a page, as this view and this screen show them. */
function Rows({ view, list, page, preferences, selection, isPhone, isSelecting, empty }: Props) {
  const { grid } = useMessages();
  const mayEdit = useMayEdit();
  const sort = useSort(view);
  const warehouses = useWarehouses(list, view);
  const { columns, density } = preferences;
  const frame = { label: grid.title, empty };
  if ('products' in page) {
    if (isPhone) return <ProductCards {...frame} rows={page.products} />;
    const selected = mayEdit ? selectionOfProducts(selection, page.products, grid) : undefined;
    return <ProductTable {...frame} {...{ warehouses, columns, density, sort }} rows={page.products} selection={selected} />;
  }
  const { levels } = page;
  const selected: Selection<StockLevel> | undefined = mayEdit
    ? {
        ...{ keys: selection.keys, onChange: selection.change, labelAll: grid.selectAll },
        labelOf: ({ productId, warehouseId }) => grid.select(productId, warehouseId),
      }
    : undefined;
  if (isPhone) return <LevelCards {...frame} rows={levels} selection={isSelecting ? selected : undefined} />;
  return <Levels {...frame} {...{ columns, density }} rows={levels} sort={list.all && sort} selection={selected} />;
}

function useSort(view: StockView): SortState {
  return {
    by: view.sort ?? 'productId',
    descending: view.descending ?? false,
    onSort(by, descending) {
      const isUsual = by === 'productId' && !descending;
      go(ordered(view, isUsual ? undefined : (by as SortField), descending));
    },
  };
}

/** The one that is asked for, or those with the most levels, by name. */
function useWarehouses({ request, all }: StockList, { warehouseId }: StockView): readonly string[] {
  const { copy } = useBackend();
  const { phase } = useCopyState();
  return useMemo(() => {
    const wanted = warehouseId && fold(warehouseId);
    const known = [...copy.index.counts({}).warehouseId].filter(([warehouse]) => wanted === undefined || fold(warehouse) === wanted);
    const counts = known.toSorted(([, one], [, other]) => other - one);
    return counts
      .slice(0, MOST_WAREHOUSES)
      .map(([warehouse]) => warehouse)
      .toSorted();
  }, [copy, phase, request, all, warehouseId]);
}

/** A product is selected while all of its levels are. */
function selectionOfProducts(
  { keys, change }: SelectedLevels,
  products: readonly ProductRow[],
  words: { selectAll: string; selectProduct: (product: string) => string },
): Selection<ProductRow> {
  const keysOf = ({ levels }: ProductRow) => levels.map(keyOf);
  const isSelected = (product: ProductRow) => keysOf(product).every((key) => keys.has(key));
  return {
    keys: new Set(products.filter(isSelected).map(({ productId }) => productId)),
    labelAll: words.selectAll,
    labelOf: ({ productId }) => words.selectProduct(productId),
    onChange(chosen) {
      const next = new Set(keys);
      for (const product of products) {
        for (const key of keysOf(product)) {
          if (chosen.has(product.productId)) next.add(key);
          else next.delete(key);
        }
      }
      change(next);
    },
  };
}
