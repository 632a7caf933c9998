import { useFormat, useMessages } from '../i18n/language.tsx';
import { ticksOf } from './axis.ts';
import { DAY_MS, SALES_DAYS, type Sale } from './sales-figures.ts';
import { BOTTOM, HEIGHT, LEFT, TOP, useWidth } from './chart-frame.ts';

/** Units a day as bars; each says its day and number to whoever points at it. */
export function DayChart({ sales, now }: { sales: readonly Sale[]; now: number }) {
  const { sales: words } = useMessages();
  const format = useFormat();
  const [figure, width] = useWidth();
  const days = Array.from({ length: SALES_DAYS }, (_, back) => now - back * DAY_MS).toReversed();
  const units = new Map<string, number>();
  for (const sale of sales) units.set(format.isoDay(sale.at), (units.get(format.isoDay(sale.at)) ?? 0) + sale.units);
  const bars = days.map((at) => ({ day: format.day(at), units: units.get(format.isoDay(at)) ?? 0 }));
  const ticks = ticksOf(0, Math.max(1, ...bars.map((bar) => bar.units)));
  const high = ticks.at(-1) ?? 1;
  const y = (count: number) => TOP + (1 - count / high) * (HEIGHT - TOP - BOTTOM);
  const step = (width - LEFT) / bars.length;
  const total = bars.reduce((sum, bar) => sum + bar.units, 0);
  return (
    <figure className="chart" ref={figure}>
      <svg width={width} height={HEIGHT} role="img" aria-label={words.chart(format.number(total), format.number(SALES_DAYS))}>
        {ticks.map((count) => (
          <g key={count}>
            <line className="rule" x1={LEFT} x2={width} y1={y(count)} y2={y(count)} />
            <text x={LEFT - 8} y={y(count) + 4} textAnchor="end">
              {format.number(count)}
            </text>
          </g>
        ))}
        {bars.map((bar, place) => (
          <g key={bar.day} className="bar">
            <title>{words.bar(bar.day, format.number(bar.units))}</title>
            <rect className="area" x={LEFT + place * step} width={step} y={TOP} height={HEIGHT - TOP - BOTTOM} />
            <rect x={LEFT + place * step + 1} width={Math.max(1, step - 2)} y={y(bar.units)} height={y(0) - y(bar.units)} />
          </g>
        ))}
      </svg>
      <div className="ends">
        <span>{bars[0]?.day}</span>
        <span>{bars.at(-1)?.day}</span>
      </div>
    </figure>
  );
}
