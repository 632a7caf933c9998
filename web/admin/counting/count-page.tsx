import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { StockLevel } from '../../../schema/types.ts';
import { StaleNote } from '../connection/stale-note.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { EditProvider } from '../stock-edit/edit-provider.tsx';
import { CodeForm } from './code-form.tsx';
import { useCounted } from './counted.ts';
import './counting.css';
import { NumberForm } from './number-form.tsx';
import { useCountedWarehouse, WarehouseField } from './warehouse-field.tsx';

/**
 * Counts a shelf: a code, a number, Enter, and the next. Everything is at the top, where the screen
 * ends above the keyboard of a phone.
 */
export default function CountPage({ warehouseId: asked }: { warehouseId: string | undefined }) {
  const { counting } = useMessages();
  const mayEdit = useMayEdit();
  const [warehouseId, choose] = useCountedWarehouse(asked);
  const [level, setLevel] = useState<StockLevel>();
  // A count that was sent again may be done while the next product is open.
  const close = (done: StockLevel) => setLevel((open) => (open === done ? undefined : open));
  if (!mayEdit) return <Header variant="h1">{counting.adminsOnly}</Header>;
  return (
    <EditProvider>
      <StaleNote>
        <SpaceBetween size="l">
          <Container header={<Header variant="h1">{counting.title}</Header>}>
            <div className="counting">
              {level ? (
                <NumberForm level={level} onClose={() => close(level)} />
              ) : (
                <>
                  <WarehouseField warehouseId={warehouseId} onChange={choose} />
                  <CodeForm warehouseId={warehouseId} onFound={setLevel} />
                </>
              )}
            </div>
          </Container>
          <CountedList />
        </SpaceBetween>
      </StaleNote>
    </EditProvider>
  );
}

function CountedList() {
  const { counting, edit } = useMessages();
  const counted = useCounted();
  const format = useFormat();
  return (
    <Container header={<Header>{counting.done}</Header>}>
      {counted.length === 0 && counting.none}
      <ol className="counted" aria-label={counting.done}>
        {counted.map(({ level, before, after }, place) => (
          <li key={counted.length - place}>
            <span>
              {level.name ?? level.productId} · {level.warehouseId}
            </span>
            <strong>{edit.effect(format.number(before), format.number(after))}</strong>
          </li>
        ))}
      </ol>
    </Container>
  );
}
