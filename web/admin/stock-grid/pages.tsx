import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import { firstPageOf, formatView, type StockView } from '../routing/view.ts';

interface Props {
  view: StockView;
  /** How many there are; undefined where the API makes them, one after the other. */
  pages: number | undefined;
  nextToken: string | null;
  disabled: boolean;
}

/** The addresses of the API's pages before the ones that were opened, by address. */
const previous = new Map<string, StockView>();

/** First, previous, next and, where they are counted, last page. */
export function Pages({ view, pages, nextToken, disabled }: Props) {
  const { grid } = useMessages();
  const format = useFormat();
  const { page = 1 } = view;
  const first = firstPageOf(view);
  const at = (wanted: number): StockView => (wanted <= 1 ? first : { ...first, page: wanted });
  const back = pages === undefined ? (page === 2 ? first : previous.get(formatView(view))) : page > 1 ? at(page - 1) : undefined;
  const next = () => {
    const following: StockView = { ...at(page + 1), ...(pages === undefined && nextToken !== null && { after: nextToken }) };
    if (pages === undefined) previous.set(formatView(following), view);
    go(following);
  };
  const isLast = pages === undefined ? nextToken === null : page >= pages;
  const text =
    pages === undefined ? grid.pageOfMany(format.number(page)) : grid.page(format.number(page), format.number(Math.max(1, pages)));
  return (
    <div className="pages" role="group" aria-label={grid.pages}>
      <Button iconName="angle-left-double" ariaLabel={grid.firstPage} disabled={page === 1 || disabled} onClick={() => go(first)} />
      <Button iconName="angle-left" ariaLabel={grid.previousPage} disabled={!back || disabled} onClick={() => back && go(back)} />
      <Box>{text}</Box>
      <Button iconName="angle-right" ariaLabel={grid.nextPage} disabled={isLast || disabled} onClick={next} />
      {pages !== undefined && (
        <Button iconName="angle-right-double" ariaLabel={grid.lastPage} disabled={isLast || disabled} onClick={() => go(at(pages))} />
      )}
    </div>
  );
}
