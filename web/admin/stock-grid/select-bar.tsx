import Button from '@cloudscape-design/components/button';
import { useFormat, useMessages } from '../i18n/language.tsx';

interface Props {
  selected: number;
  /** How many rows match; undefined where that is not known. */
  total: number | undefined;
  onSelectAll: () => void;
  onBulk: () => void;
  onDone: () => void;
}

/** What is done with cards that are selected, at the foot of a phone while the list scrolls. */
export function SelectBar({ selected, total, onSelectAll, onBulk, onDone }: Props) {
  const { grid } = useMessages();
  const format = useFormat();
  return (
    <div className="select-bar" role="group" aria-label={grid.selection}>
      <span>{grid.selected(selected, format.number(selected))}</span>
      <Button onClick={onDone}>{grid.doneSelecting}</Button>
      {selected !== total && (
        <Button onClick={onSelectAll}>{total === undefined ? grid.selectAll : grid.selectMatching(format.number(total))}</Button>
      )}
      <Button variant="primary" disabled={selected === 0} onClick={onBulk}>
        {grid.bulk(format.number(selected))}
      </Button>
    </div>
  );
}
