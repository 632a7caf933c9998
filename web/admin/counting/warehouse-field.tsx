import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useStored } from '../components/use-stored.ts';
import { useMessages } from '../i18n/language.tsx';
import { useKnownWarehouses } from '../local-copy/use-known-warehouses.ts';
import { go } from '../routing/use-view.ts';

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** The warehouse of the address, or the one that was counted here last. */
export function useCountedWarehouse(asked: string | undefined): [string, (warehouseId: string) => void] {
  const [last, keep] = useStored('counted-warehouse', '', isText);
  const choose = (warehouseId: string) => {
    keep(warehouseId);
    go({ name: 'count', warehouseId }, { replace: true });
  };
  return [asked ?? last, choose];
}

interface Props {
  warehouseId: string;
  onChange: (warehouseId: string) => void;
}

/** Which shelf is counted: those that there are, as far as this browser knows. */
export function WarehouseField({ warehouseId, onChange }: Props) {
  const { counting } = useMessages();
  const known = useKnownWarehouses();
  const options = [...new Set([...known, ...(warehouseId === '' ? [] : [warehouseId])])].toSorted().map((value) => ({ value }));
  return (
    <FormField label={counting.warehouse} stretch>
      <Select
        selectedOption={options.find(({ value }) => value === warehouseId) ?? null}
        options={options}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
