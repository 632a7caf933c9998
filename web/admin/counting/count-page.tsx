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
import './counting.css';
import { NumberForm } from './number-form.tsx';
import { useCountedWarehouse, WarehouseField } from './warehouse-field.tsx';

/** What was counted, and what it was before. */
interface Counted {
  level: StockLevel;
  before: number;
  after: number;
}

/** As many as somebody looks back at. */
const SHOWN = 20;

/**
 * Counts a shelf: a code, a number, Enter, and the next. Everything is at the top, where the screen
 * ends above the keyboard of a phone.
 */
export default function CountPage({ warehouseId: asked }: { warehouseId: string | undefined }) {
  const { counting } = useMessages();
  const mayEdit = useMayEdit();
  const [warehouseId, choose] = useCountedWarehouse(asked);
  const [level, setLevel] = useState<StockLevel>();
  const [counted, setCounted] = useState<readonly Counted[]>([]);
  const done = (after?: number) => {
    if (level && after !== undefined) setCounted((before) => [{ level, before: level.stockCount, after }, ...before].slice(0, SHOWN));
    setLevel(undefined);
  };
  if (!mayEdit) return <Header variant="h1">{counting.adminsOnly}</Header>;
  return (
    <EditProvider>
      <StaleNote>
        <SpaceBetween size="l">
          <Container header={<Header variant="h1">{counting.title}</Header>}>
            <div className="counting">
              {level ? (
                <NumberForm level={level} onDone={done} />
              ) : (
                <>
                  <CodeForm warehouseId={warehouseId} onFound={setLevel} />
                  <WarehouseField warehouseId={warehouseId} onChange={choose} />
                </>
              )}
            </div>
          </Container>
          <CountedList counted={counted} />
        </SpaceBetween>
      </StaleNote>
    </EditProvider>
  );
}

function CountedList({ counted }: { counted: readonly Counted[] }) {
  const { counting, edit } = useMessages();
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
