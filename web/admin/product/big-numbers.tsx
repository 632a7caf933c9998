import type { ReactNode } from 'react';

/** Numbers that are seen from where one stands. */
export function BigNumbers({ items }: { items: readonly { label: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <dl className="big-numbers">
      {items.map(({ label, value, note }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <span className={isInWords(value) ? 'number words' : 'number'}>{value}</span> {note}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Words in the size of numbers would break inside. */
function isInWords(value: ReactNode): boolean {
  return typeof value === 'string' && /\p{L}/u.test(value);
}
