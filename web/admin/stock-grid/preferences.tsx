import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import { useStored } from '../components/use-stored.ts';
import { useMessages } from '../i18n/language.tsx';
import type { ColumnId } from './columns.tsx';

/** How a person wants the grid. */
export interface Preferences {
  /** The visible columns, in their order. */
  columns: readonly ColumnId[];
  density: 'comfortable' | 'compact';
}

const all: readonly ColumnId[] = [
  'productId',
  'name',
  'warehouseId',
  'stockCount',
  'reservedCount',
  'availableCount',
  'status',
  'thresholdLevel',
  'category',
  'lastUpdated',
];

function isPreferences(value: unknown): value is Preferences {
  const known = (id: unknown) => all.includes(id as ColumnId);
  return typeof value === 'object' && value !== null && 'columns' in value && Array.isArray(value.columns) && value.columns.every(known);
}

export function useGridPreferences() {
  return useStored<Preferences>('grid', { columns: all, density: 'comfortable' }, isPreferences);
}

export function GridPreferences({ value, onChange }: { value: Preferences; onChange: (value: Preferences) => void }) {
  const { columns: words, preferences } = useMessages();
  const order = [...value.columns, ...all.filter((id) => !value.columns.includes(id))];
  return (
    <CollectionPreferences
      title={preferences.title}
      confirmLabel={preferences.confirm}
      cancelLabel={preferences.cancel}
      preferences={{
        contentDensity: value.density,
        contentDisplay: order.map((id) => ({ id, visible: value.columns.includes(id) })),
      }}
      contentDensityPreference={{ label: preferences.density, description: preferences.densityWhat }}
      contentDisplayPreference={{
        title: preferences.columns,
        options: all.map((id) => ({ id, label: words[id], alwaysVisible: id === 'productId' })),
      }}
      onConfirm={({ detail: { contentDensity = 'comfortable', contentDisplay = [] } }) =>
        onChange({
          density: contentDensity,
          columns: contentDisplay.flatMap((column) => ('visible' in column && column.visible ? [column.id as ColumnId] : [])),
        })
      }
    />
  );
}
