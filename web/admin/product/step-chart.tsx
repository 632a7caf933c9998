import { type PointerEvent, useState } from 'react';
import type { StockChange } from '../../../schema/types.ts';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { ticksOf } from './axis.ts';
import { BOTTOM, HEIGHT, LEFT, TOP, useWidth } from './chart-frame.ts';

const MINUTE_MS = 60_000;
/** How much room there is above and below what moves, of its height. */
const PADDING = 0.1;

/**
 * Units on hand and available as step lines, with the threshold: a count holds until the next
 * change. The axis fits what moves. Whoever points at it reads the counts of that moment;
 * everything also stands in the table below, which is what people without sight use.
 */
export function StepChart({ changes }: { changes: readonly StockChange[] }) {
  const { history, columns } = useMessages();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const [figure, width] = useWidth();
  const [pointed, setPointed] = useState<number>();
  const oldestFirst = changes.toReversed();
  const [first, last] = [oldestFirst[0], oldestFirst.at(-1)];
  if (!first || !last) return null;
  // The last count holds until now.
  const begin = Date.parse(first.changedAt);
  const end = Math.max(Date.parse(last.changedAt), now, begin + 1);
  const counts = oldestFirst.flatMap(({ stockCount, availableCount, thresholdLevel }) => [stockCount, availableCount, thresholdLevel]);
  const room = (Math.max(...counts) - Math.min(...counts)) * PADDING;
  const ticks = ticksOf(Math.min(...counts) - (Math.min(...counts) === 0 ? 0 : room), Math.max(...counts) + room);
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const x = (at: number) => LEFT + ((at - begin) / (end - begin)) * (width - LEFT);
  const y = (count: number) => TOP + (1 - (count - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const line = (field: 'stockCount' | 'availableCount' | 'thresholdLevel') =>
    oldestFirst
      .map((change, place) => {
        const [across, down] = [x(Date.parse(change.changedAt)), y(change[field])];
        return place === 0 ? `M${across},${down}` : `H${across}V${down}`;
      })
      .join('') + `H${width}`;
  const point = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const place = clientX - currentTarget.getBoundingClientRect().left;
    setPointed(begin + (Math.max(0, place - LEFT) / Math.max(1, width - LEFT)) * (end - begin));
  };
  const at = pointed === undefined ? undefined : (oldestFirst.findLast(({ changedAt }) => Date.parse(changedAt) <= pointed) ?? first);
  const label = history.chart(format.number(first.stockCount), format.number(last.stockCount), format.instant(first.changedAt));
  return (
    <figure className="chart" ref={figure}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label} onPointerMove={point} onPointerLeave={() => setPointed(undefined)}>
        {ticks.map((count) => (
          <g key={count}>
            <line className="rule" x1={LEFT} x2={width} y1={y(count)} y2={y(count)} />
            <text x={LEFT - 8} y={y(count) + 4} textAnchor="end">
              {format.number(count)}
            </text>
          </g>
        ))}
        <path className="threshold" d={line('thresholdLevel')} />
        <path className="available" d={line('availableCount')} />
        <path className="stock" d={line('stockCount')} />
        {at && pointed !== undefined && (
          <g className="pointed">
            <line x1={x(pointed)} x2={x(pointed)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <circle className="stock" cx={x(pointed)} cy={y(at.stockCount)} r={4} />
            <circle className="available" cx={x(pointed)} cy={y(at.availableCount)} r={4} />
          </g>
        )}
      </svg>
      <div className="ends">
        <span>{format.instant(begin)}</span>
        <span>{format.instant(end)}</span>
      </div>
      <figcaption>
        {(['stockCount', 'availableCount', 'thresholdLevel'] as const).map((field) => (
          <span key={field} className={`key ${CLASSES[field]}`}>
            {columns[field]}
            {at && `: ${format.number(at[field])}`}
          </span>
        ))}
        {at && <span className="at">{format.instant(at.changedAt)}</span>}
      </figcaption>
    </figure>
  );
}

const CLASSES = { stockCount: 'stock', availableCount: 'available', thresholdLevel: 'threshold' };
