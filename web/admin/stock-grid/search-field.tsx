import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { limits } from '../../../domain/limits.ts';
import { documents } from '../../client/documents.ts';
import { ask } from '../api/ask.ts';
import { useNotify } from '../components/notices.tsx';
import { focusCell } from '../data-grid/grid-keys.ts';
import { useMessages } from '../i18n/language.tsx';
import { useCopyState } from '../local-copy/use-copy.ts';
import { go } from '../routing/use-view.ts';
import { useBackend } from '../session/backend-context.ts';

interface Props {
  text: string;
  onChange: (text: string) => void;
}

/**
 * Finds while somebody types; the arrow down goes to what was found. A scanner ends what it types
 * with Enter, which opens the product of a barcode.
 */
export function SearchField({ text, onChange }: Props) {
  const { filters } = useMessages();
  const { phase } = useCopyState();
  const scanned = useScanned();
  return (
    <FormField label={filters.search} stretch>
      <Input
        type="search"
        value={text}
        placeholder={phase === 'tooMany' ? filters.searchPrefix : filters.searchHint}
        onChange={({ detail }) => onChange(detail.value.slice(0, limits.searchLength))}
        onKeyDown={({ detail }) => {
          if (detail.key === 'Enter') void scanned(text.trim());
          if (detail.key === 'ArrowDown') focusFirstRow();
        }}
      />
    </FormField>
  );
}

/** From what is searched to the count of the first that was found, or to its first cell. */
function focusFirstRow(): void {
  const row = document.querySelector<HTMLTableElement>('table.data-grid')?.tBodies[0]?.rows[0];
  const table = row?.closest('table');
  const cell = row?.querySelector<HTMLElement>('[data-column="stockCount"]') ?? row?.cells[0];
  if (table) focusCell(table, cell);
}

/** Barcodes that are no product are said to be none; other texts are what somebody searches for. */
const LOOKS_SCANNED = /^\d{8,14}$/u;

/** Opens the only product that has this barcode. */
function useScanned(): (barcode: string) => Promise<void> {
  const { copy, client } = useBackend();
  const { filters } = useMessages();
  const notify = useNotify();
  return async (barcode) => {
    if (barcode === '') return;
    const isComplete = copy.state.phase === 'ready';
    const found = isComplete ? copy.index.productsWith(barcode) : await productsWith(barcode).catch(() => []);
    const [productId] = found;
    if (productId !== undefined && found.length === 1) go({ name: 'product', productId });
    else if (found.length > 1) go({ name: 'stock', barcode });
    else if (LOOKS_SCANNED.test(barcode)) notify({ type: 'warning', content: filters.noBarcode(barcode) });
  };

  async function productsWith(barcode: string): Promise<string[]> {
    const { items } = await ask(client, documents.listStock, { filter: { barcode }, limit: limits.pageSize });
    return [...new Set(items.map(({ productId }) => productId))];
  }
}
