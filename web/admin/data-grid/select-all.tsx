import { useEffect, useRef } from 'react';
import type { Selection } from './types.ts';

/** Selects all rows that are there, or none. */
export function SelectAll<Row>({ selection, names }: { selection: Selection<Row>; names: readonly string[] }) {
  const { keys, onChange, labelAll } = selection;
  const box = useRef<HTMLInputElement>(null);
  const here = names.filter((name) => keys.has(name)).length;
  const all = names.length > 0 && here === names.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = here > 0 && !all;
  });
  return (
    <th scope="col" className="select">
      <label>
        <input
          ref={box}
          type="checkbox"
          tabIndex={-1}
          aria-label={labelAll}
          checked={all}
          onChange={() => onChange(all ? new Set() : new Set([...keys, ...names]))}
        />
      </label>
    </th>
  );
}
