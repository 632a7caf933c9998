import { type PointerEvent, useState } from 'react';
import type { StockChange } from '../../../schema/types.ts';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { countAxis } from './axis.ts';
import { BOTTOM, HEIGHT, LEFT, TOP, useWidth } from './chart-frame.ts';

const MINUTE_MS = 60_000;

/**
 * Units on hand and available as step lines, with the threshold of now where it is near: a count
 * holds until the next change. The axis fits what moves. Whoever points at it reads the counts of
 * that moment; everything also stands in the table below, which is what people without sight use.
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
  const counts = oldestFirst.flatMap(({ stockCount, availableCount }) => [stockCount, availableCount]);
  const { ticks, hasThreshold } = countAxis(counts, last.thresholdLevel);
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const x = (at: number) => LEFT + ((at - begin) / (end - begin)) * (width - LEFT);
  const y = (count: number) => TOP + (1 - (count - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const line = (field: 'stockCount' | 'availableCount') =>
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
        {hasThreshold && <line className="threshold" x1={LEFT} x2={width} y1={y(last.thresholdLevel)} y2={y(last.thresholdLevel)} />}
        <path className="availableCount" d={line('availableCount')} />
        <path className="stockCount" d={line('stockCount')} />
        {at && pointed !== undefined && (
          <g className="pointed">
            <line x1={x(pointed)} x2={x(pointed)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <circle className="stockCount" cx={x(pointed)} cy={y(at.stockCount)} r={4} />
            <circle className="availableCount" cx={x(pointed)} cy={y(at.availableCount)} r={4} />
          </g>
        )}
      </svg>
      <div className="ends">
        <span>{format.instant(begin)}</span>
        <span>{format.instant(end)}</span>
      </div>
      <figcaption>
        {(['stockCount', 'availableCount'] as const).map((field) => (
          <span key={field} className={`key ${field}`}>
            {columns[field]}
            {at && `: ${format.number(at[field])}`}
          </span>
        ))}
        <span
          className={hasThreshold ? 'key threshold' : 'key far'}
        >{`${columns.thresholdLevel}: ${format.number(last.thresholdLevel)}`}</span>
        {at && <span className="at">{format.instant(at.changedAt)}</span>}
      </figcaption>
    </figure>
  );
}
