import Badge from '@cloudscape-design/components/badge';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useFormat, useMessages } from './i18n/language.tsx';
import { go, hrefOf } from './routing/use-view.ts';
import { parseView, type View } from './routing/view.ts';
import { useBackend, useMayEdit } from './session/backend-context.ts';
import { useSummary } from './stock-grid/use-summary.ts';

/** The ways to look at the stock, with what needs attention counted live. */
export function Navigation({ view }: { view: View }) {
  const { titles, navigation } = useMessages();
  const format = useFormat();
  const summary = useSummary();
  const mayEdit = useMayEdit();
  const { eventsUrl } = useBackend();
  const link = (
    text: string,
    to: View,
    count?: number,
    color?: 'red' | 'severity-medium' | 'severity-neutral',
  ): SideNavigationProps.Link => ({
    type: 'link',
    text,
    href: hrefOf(to),
    ...(count !== undefined && { info: <Badge color={count > 0 && color ? color : 'severity-neutral'}>{format.number(count)}</Badge> }),
  });
  const items: SideNavigationProps.Item[] = [
    link(titles.home, { name: 'home' }),
    link(navigation.all, { name: 'stock' }, summary?.levels),
    link(navigation.low, { name: 'stock', status: 'LOW_STOCK' }, summary?.low, 'severity-medium'),
    link(navigation.out, { name: 'stock', status: 'OUT_OF_STOCK' }, summary?.out, 'red'),
    link(navigation.oversold, { name: 'stock', oversold: true }, summary?.oversold, 'red'),
    ...(mayEdit ? [link(titles.count, { name: 'count' })] : []),
    { type: 'divider' },
    link(titles.activity, { name: 'activity' }),
    link(titles.reservations, { name: 'reservations' }),
    link(titles.packing, { name: 'packing' }),
    ...(eventsUrl === undefined ? [] : [link(titles.events, { name: 'events' })]),
    link(titles.unprocessed, { name: 'unprocessed' }),
    ...(mayEdit ? [link(titles.import, { name: 'import' })] : []),
  ];
  return (
    <SideNavigation
      header={{ text: titles.stock, href: hrefOf({ name: 'stock' }) }}
      activeHref={activeHref(view)}
      items={items}
      onFollow={(event) => {
        event.preventDefault();
        go(parseView(new URL(event.detail.href, location.href).search));
      }}
    />
  );
}

/** A further filter leaves the list in which it looks active. */
function activeHref(view: View): string {
  if (view.name === 'packing' || view.name === 'events' || view.name === 'count' || view.name === 'activity')
    return hrefOf({ name: view.name });
  if (view.name !== 'stock') return hrefOf(view);
  const { status, oversold } = view;
  return hrefOf({ name: 'stock', ...(oversold && { oversold }), ...(status && !oversold && { status }) });
}
