import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import { FIELD_NAMES } from '../../../domain/level-fields.ts';
import { useStored } from '../components/use-stored.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import type { ColumnId } from './columns.tsx';

/** How a person wants the grid. */
export interface Preferences {
  /** The visible columns, in their order. */
  columns: readonly ColumnId[];
  density: 'comfortable' | 'compact';
  /** Rows on a page. Left out by those who chose before there was a choice. */
  pageSize?: PageSize;
}

type PageSize = (typeof pageSizes)[number];

/** A hundred rows take the browser some 0.3 s to make, in which it does nothing else. */
const pageSizes = [25, 50, 100] as const;

export const usualPageSize = 50;

const all: readonly ColumnId[] = [
  'productId',
  'name',
  'warehouseId',
  'stockCount',
  'reservedCount',
  'committedCount',
  'availableCount',
  'safetyStock',
  'sellableCount',
  'status',
  'thresholdLevel',
  'aboveThreshold',
  ...FIELD_NAMES.filter((field) => field !== 'name'),
  'lastUpdated',
];

function isPreferences(value: unknown): value is Preferences {
  const known = (id: unknown) => all.includes(id as ColumnId);
  const stored = value as Partial<Record<keyof Preferences, unknown>> | null;
  if (typeof stored !== 'object' || stored === null) return false;
  const { columns, pageSize = usualPageSize } = stored;
  return Array.isArray(columns) && columns.every(known) && isPageSize(pageSize);
}

function isPageSize(value: unknown): value is PageSize {
  return pageSizes.includes(value as PageSize);
}

/** What a level has beside what most shops look at all day is for who chooses to see it. */
const forSome: readonly ColumnId[] = [
  'committedCount',
  'safetyStock',
  'sellableCount',
  'aboveThreshold',
  ...FIELD_NAMES.filter((field) => field !== 'name' && field !== 'category'),
];
const usual = all.filter((id) => !forSome.includes(id));

export function useGridPreferences() {
  return useStored<Preferences>('grid', { columns: usual, density: 'comfortable' }, isPreferences);
}

export function GridPreferences({ value, onChange }: { value: Preferences; onChange: (value: Preferences) => void }) {
  const { columns: words, preferences } = useMessages();
  const format = useFormat();
  const order = [...value.columns, ...all.filter((id) => !value.columns.includes(id))];
  return (
    <CollectionPreferences
      title={preferences.title}
      confirmLabel={preferences.confirm}
      cancelLabel={preferences.cancel}
      preferences={{
        contentDensity: value.density,
        pageSize: value.pageSize ?? usualPageSize,
        contentDisplay: order.map((id) => ({ id, visible: value.columns.includes(id) })),
      }}
      pageSizePreference={{
        title: preferences.pageSize,
        options: pageSizes.map((size) => ({ value: size, label: preferences.rows(format.number(size)) })),
      }}
      contentDensityPreference={{ label: preferences.density, description: preferences.densityWhat }}
      contentDisplayPreference={{
        title: preferences.columns,
        options: all.map((id) => ({ id, label: words[id], alwaysVisible: id === 'productId' })),
      }}
      onConfirm={({ detail: { contentDensity = 'comfortable', contentDisplay = [], pageSize } }) =>
        onChange({
          density: contentDensity,
          pageSize: isPageSize(pageSize) ? pageSize : usualPageSize,
          columns: contentDisplay.flatMap((column) => ('visible' in column && column.visible ? [column.id as ColumnId] : [])),
        })
      }
    />
  );
}
