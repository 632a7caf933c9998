import type { ReactNode } from 'react';

/** Numbers that are seen from where one stands. */
export function BigNumbers({ items }: { items: readonly { label: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <dl className="big-numbers">
      {items.map(({ label, value, note }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <span className="number">{value}</span> {note}
          </dd>
        </div>
      ))}
    </dl>
  );
}
