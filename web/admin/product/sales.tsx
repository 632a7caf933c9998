import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StockLevel } from '../../../schema/types.ts';
import { Loading } from '../components/loading.tsx';
import { ReadFailure } from '../components/read-failure.tsx';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { BigNumbers } from './big-numbers.tsx';
import { DayChart } from './day-chart.tsx';
import { DAY_MS, SALES_DAYS, salesFigures } from './sales-figures.ts';
import { type LevelSales, useSales } from './use-sales.ts';

const MINUTE_MS = 60_000;
/** Beyond this a number of days says no more than that it is long. */
const MOST_DAYS = 999;

/** What the product sells a day, how long it lasts, and the days one by one. */
export function Sales({ productId, levels }: { productId: string; levels: readonly StockLevel[] }) {
  const { sales: words } = useMessages();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const {
    levels: sold,
    failure,
    readAll,
  } = useSales(
    productId,
    levels.map(({ warehouseId }) => warehouseId),
  );
  const days = format.number(SALES_DAYS);
  return (
    <Container header={<Header description={words.window(days)}>{words.title}</Header>}>
      {failure !== undefined && <ReadFailure failure={failure} onRetry={readAll} />}
      {failure === undefined && !sold && <Loading />}
      {sold && <Figures sold={sold} levels={levels} now={now} />}
    </Container>
  );
}

interface FiguresProps {
  sold: readonly LevelSales[];
  levels: readonly StockLevel[];
  now: number;
}

function Figures({ sold, levels, now }: FiguresProps) {
  const { sales: words } = useMessages();
  const format = useFormat();
  const days = format.number(SALES_DAYS);
  const all = sold.flatMap((each) => each.sales);
  const sellable = levels.reduce((sum, { sellableCount }) => sum + Math.max(0, sellableCount), 0);
  const begin = now - SALES_DAYS * DAY_MS;
  // As far back as all of its levels are known; a level that is younger than the others sold
  // nothing before.
  const since = Math.min(...sold.map((each) => each.since));
  const cut = sold.filter((each) => each.isCut).map((each) => each.since);
  const known = cut.length > 0 ? Math.max(...cut) : since;
  const { total, perDay, cover } = salesFigures(all, known, sellable, now);
  const round = (value: number) => format.number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  const lasts = cover === undefined ? words.endless : cover > MOST_DAYS ? words.over(format.number(MOST_DAYS)) : round(cover);
  return (
    <SpaceBetween size="m">
      <BigNumbers
        items={[
          { label: words.aDay, value: round(perDay) },
          { label: words.cover, value: lasts },
          { label: words.total, value: format.number(total) },
        ]}
      />
      {cut.length > 0 && known > begin && <Box color="text-body-secondary">{words.partial(format.instant(known))}</Box>}
      {total > 0 ? <DayChart sales={all} now={now} /> : <Box color="text-body-secondary">{words.none(days)}</Box>}
    </SpaceBetween>
  );
}
