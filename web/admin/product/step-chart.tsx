import { useEffect, useRef, useState } from 'react';
import type { StockChange } from '../../../schema/types.ts';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';

const MINUTE_MS = 60_000;
const HEIGHT = 180;
/** Before the page has been measured. */
const WIDTH = 800;
/** Room for the numbers at the left, which also have to fit the lines at top and bottom. */
const LEFT = 60;
const BOTTOM = 8;
const TOP = 8;

/**
 * Units on hand and available as step lines: a count holds until the next change. Everything in it
 * also stands in the table below it, which is what people without sight use.
 */
export function StepChart({ changes }: { changes: readonly StockChange[] }) {
  const { history, columns } = useMessages();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const [figure, width] = useWidth();
  const oldestFirst = changes.toReversed();
  const [first, last] = [oldestFirst[0], oldestFirst.at(-1)];
  if (!first || !last) return null;
  // The last count holds until now.
  const begin = Date.parse(first.changedAt);
  const end = Math.max(Date.parse(last.changedAt), now, begin + 1);
  const counts = oldestFirst.flatMap(({ stockCount, availableCount }) => [stockCount, availableCount]);
  const [low, high] = [Math.min(0, ...counts), Math.max(1, ...counts)];
  const x = (at: string) => LEFT + ((Date.parse(at) - begin) / (end - begin)) * (width - LEFT);
  const y = (count: number) => TOP + (1 - (count - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const line = (count: (change: StockChange) => number) =>
    oldestFirst
      .map((change, at) => (at === 0 ? `M${x(change.changedAt)},${y(count(change))}` : `H${x(change.changedAt)}V${y(count(change))}`))
      .join('');
  const label = history.chart(format.number(first.stockCount), format.number(last.stockCount), format.instant(first.changedAt));
  return (
    <figure className="chart" ref={figure}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        {[low, high].map((count) => (
          <g key={count}>
            <line className="rule" x1={LEFT} x2={width} y1={y(count)} y2={y(count)} />
            <text x={LEFT - 8} y={y(count) + 4} textAnchor="end">
              {format.number(count)}
            </text>
          </g>
        ))}
        <path className="available" d={`${line(({ availableCount }) => availableCount)}H${width}`} />
        <path className="stock" d={`${line(({ stockCount }) => stockCount)}H${width}`} />
      </svg>
      <div className="ends">
        <span>{format.instant(first.changedAt)}</span>
        <span>{format.instant(end)}</span>
      </div>
      <figcaption>
        <span className="key stock">{columns.stockCount}</span>
        <span className="key available">{columns.availableCount}</span>
      </figcaption>
    </figure>
  );
}

/**
 * How wide an element is, pixels: what is drawn in its own size has letters that can be read on a
 * phone as on a wall.
 */
function useWidth() {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(WIDTH);
  useEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width] as const;
}
