import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { productFields } from '../../../domain/level-fields.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { part, usePrepared } from '../components/part.tsx';
import { PartFrame } from '../components/part-frame.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { Picture } from '../stock-grid/cells.tsx';
import { BigNumbers } from './big-numbers.tsx';

const Transfer = part(() => import('./transfer.tsx'));
const Describe = part(() => import('./describe.tsx'));
const AddLevel = part(() => import('./add-level.tsx'));
const RetireLevel = part(() => import('./retire-level.tsx'));

const DIALOGS = [Transfer, Describe, AddLevel, RetireLevel];

const SUMS = ['availableCount', 'stockCount', 'reservedCount', 'committedCount', 'safetyStock', 'sellableCount'] as const;

/** What somebody is about to do: one of these, or retire a warehouse's level. */
type Asked = 'transfer' | 'describe' | 'add' | { retire: StockLevel };

/** What the product is, how much of it there is in all, and what can be done with it. */
export function ProductHeader({ productId, levels }: { productId: string; levels: readonly StockLevel[] }) {
  const { product } = useMessages();
  const mayEdit = useMayEdit();
  const [asked, setAsked] = useState<Asked>();
  const [first] = levels;
  usePrepared(DIALOGS);
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => setAsked('describe')}>{product.describe}</Button>
      <Button onClick={() => setAsked('add')}>{product.add}</Button>
      <ButtonDropdown
        items={levels.map(({ warehouseId }) => ({ id: warehouseId, text: product.retireOne(warehouseId) }))}
        onItemClick={({ detail }) => {
          const retire = levels.find(({ warehouseId }) => warehouseId === detail.id);
          if (retire) setAsked({ retire });
        }}
      >
        {product.retireChoice}
      </ButtonDropdown>
      <Button onClick={() => setAsked('transfer')}>{product.transfer}</Button>
    </SpaceBetween>
  );
  return (
    <>
      <Container
        header={
          <Header variant="h1" actions={mayEdit && actions}>
            {first?.name ? `${productId} · ${first.name}` : productId}
          </Header>
        }
      >
        <SpaceBetween size="l">
          <Totals levels={levels} />
          {first && <Description level={first} />}
        </SpaceBetween>
      </Container>
      {asked !== undefined && (
        <PartFrame>
          <Dialog {...{ asked, productId, levels }} onAdd={() => setAsked('add')} onClose={() => setAsked(undefined)} />
        </PartFrame>
      )}
    </>
  );
}

interface DialogProps {
  asked: Asked;
  productId: string;
  levels: readonly StockLevel[];
  onAdd: () => void;
  onClose: () => void;
}

function Dialog({ asked, productId, levels, onAdd, onClose }: DialogProps) {
  if (asked === 'transfer') return <Transfer levels={levels} onAdd={onAdd} onClose={onClose} />;
  if (asked === 'describe') return <Describe levels={levels} onClose={onClose} />;
  if (asked === 'add') return <AddLevel productId={productId} taken={levels.map(({ warehouseId }) => warehouseId)} onClose={onClose} />;
  return <RetireLevel level={asked.retire} onClose={onClose} />;
}

function Totals({ levels }: { levels: readonly StockLevel[] }) {
  const { product, columns } = useMessages();
  const format = useFormat();
  // A level that keeps or owes more than it has takes nothing from what another one has.
  const sum = (field: (typeof SUMS)[number]) =>
    format.number(
      levels.reduce(
        (total, level) => total + (field === 'sellableCount' || field === 'availableCount' ? Math.max(0, level[field]) : level[field]),
        0,
      ),
    );
  // What is short in one warehouse must not hide behind what another one has.
  const short = levels.reduce((total, { availableCount }) => total - Math.min(0, availableCount), 0);
  const note = short > 0 && <StatusIndicator type="error">{product.short(format.number(short))}</StatusIndicator>;
  return (
    <BigNumbers
      items={SUMS.map((field) => ({
        // It is a part of what stands before it.
        label: field === 'committedCount' ? product.ofItPaid : columns[field],
        value: sum(field),
        ...(field === 'availableCount' && { note }),
      }))}
    />
  );
}

function Description({ level }: { level: StockLevel }) {
  const { product, columns } = useMessages();
  const shown = productFields.map(({ field }) => field).filter((field) => field !== 'imageUrl');
  return (
    <SpaceBetween size="s">
      <KeyValuePairs columns={4} items={shown.map((field) => ({ label: columns[field], value: level[field] ?? product.none }))} />
      {level.imageUrl && <Picture address={level.imageUrl} of={level.name ?? level.productId} size="large" />}
    </SpaceBetween>
  );
}
