import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Box from '@cloudscape-design/components/box';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { go } from '../routing/use-view.ts';
import { firstPageOf, type StockView } from '../routing/view.ts';

/** Pages follow tokens, so there is a next one and the way back, but no jump to a number. */
export function Pages({ view, nextToken, disabled }: { view: StockView; nextToken: string | null; disabled: boolean }) {
  const { grid } = useMessages();
  const format = useFormat();
  const { page = 1 } = view;
  const first = firstPageOf(view);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button iconName="angle-left" ariaLabel={grid.firstPage} disabled={page === 1 || disabled} onClick={() => go(first)}>
        {grid.firstPage}
      </Button>
      <Box>{grid.page(format.number(page))}</Box>
      <Button
        iconName="angle-right"
        iconAlign="right"
        disabled={nextToken === null || disabled}
        onClick={() => nextToken !== null && go({ ...first, page: page + 1, after: nextToken })}
      >
        {grid.nextPage}
      </Button>
    </SpaceBetween>
  );
}
