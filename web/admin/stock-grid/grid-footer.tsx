import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { CopyNote } from './copy-note.tsx';

interface Props {
  selected: number;
  /** How many rows match; undefined where that is not known. */
  total: number | undefined;
  onSelectAll: () => void;
  onClear: () => void;
  pages: ReactNode;
}

/** What is selected, how far the copy is, and the pages: below the rows, so that none moves. */
export function GridFooter({ selected, total, onSelectAll, onClear, pages }: Props) {
  const { grid } = useMessages();
  const format = useFormat();
  return (
    <div className="grid-footer">
      {selected > 0 && (
        <div className="selected">
          <span>{grid.selected(selected, format.number(selected))}</span>
          {total !== undefined && total > selected && (
            <Button variant="inline-link" onClick={onSelectAll}>
              {grid.selectMatching(format.number(total))}
            </Button>
          )}
          <Button variant="inline-link" onClick={onClear}>
            {grid.clearSelection}
          </Button>
        </div>
      )}
      <CopyNote />
      {pages}
    </div>
  );
}
