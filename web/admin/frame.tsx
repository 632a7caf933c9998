import AppLayout from '@cloudscape-design/components/app-layout';
import { Suspense, useEffect, useRef, useState } from 'react';
import { NoticeBar } from './components/notices.tsx';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { Loading } from './components/loading.tsx';
import { PageHeader } from './components/page-header.tsx';
import { part } from './components/part.tsx';
import { useLanguage, useMessages } from './i18n/language.tsx';
import { useImportNotice } from './import/import-notice.tsx';
import { Navigation } from './navigation.tsx';
import { useView } from './routing/use-view.ts';
import type { Messages } from './i18n/messages.ts';
import type { View } from './routing/view.ts';
import { useSessionNotice } from './session/session-notice.tsx';
import { Shortcuts } from './components/shortcuts.tsx';
import { TimeZone } from './components/time-zone.tsx';
import { Palette } from './palette/palette.tsx';

const HomePage = part(() => import('./home/home-page.tsx'));
const ActivityPage = part(() => import('./activity/activity-page.tsx'));
const StockGrid = part(() => import('./stock-grid/stock-grid.tsx'));
const ProductPage = part(() => import('./product/product-page.tsx'));
const CountPage = part(() => import('./counting/count-page.tsx'));
const ReservationsPage = part(() => import('./reservations/reservations-page.tsx'));
const PackingPage = part(() => import('./reservations/packing-page.tsx'));
const EventsPage = part(() => import('./events/events-page.tsx'));
const ImportPage = part(() => import('./import/import-page.tsx'));

/** The page around every view: header, navigation, notices. */
export function Frame() {
  const messages = useMessages();
  const { language } = useLanguage();
  const view = useView();
  const notice = useSessionNotice();
  const importNotice = useImportNotice(view);
  const [open, setOpen] = useState(() => innerWidth > 1_000);
  const title = titleOf(view, messages.titles);
  useEffect(() => {
    document.title = `${title} – Onhand`;
  }, [title]);
  useFocusOnContent(view.name === 'product' ? view.productId : view.name);
  return (
    <>
      <PageHeader />
      <AppLayout
        headerSelector="#header"
        toolsHide
        navigation={<Navigation view={view} />}
        navigationOpen={open}
        navigationWidth={240}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        ariaLabels={messages.layout}
        maxContentWidth={1_800}
        content={
          <ErrorBoundary key={`${view.name} ${language}`}>
            <div id="content" tabIndex={-1}>
              <Suspense fallback={<Loading />}>
                <Content view={view} />
              </Suspense>
            </div>
          </ErrorBoundary>
        }
      />
      <section className="notices" aria-label={messages.layout.notices}>
        <NoticeBar first={[...notice, ...importNotice]} />
      </section>
      <Shortcuts />
      <TimeZone />
      <Palette />
    </>
  );
}

function Content({ view }: { view: View }) {
  switch (view.name) {
    case 'home':
      return <HomePage />;
    case 'activity':
      return <ActivityPage view={view} />;
    case 'stock':
      return <StockGrid view={view} />;
    case 'product':
      return <ProductPage key={view.productId} productId={view.productId} />;
    case 'count':
      return <CountPage warehouseId={view.warehouseId} />;
    case 'reservations':
      return <ReservationsPage />;
    case 'packing':
      return <PackingPage orderId={view.orderId} />;
    case 'events':
      return <EventsPage key={view.kind} kind={view.kind} />;
    case 'import':
      return <ImportPage />;
  }
}

/**
 * The link that led to a view may have gone with the one before: whoever works by keys or listens
 * goes on at its beginning.
 */
function useFocusOnContent(shown: string): void {
  const [first] = useState(shown);
  const left = useRef(false);
  useEffect(() => {
    left.current ||= shown !== first;
    if (left.current && document.activeElement === document.body) document.querySelector<HTMLElement>('#content')?.focus();
  }, [shown, first]);
}

function titleOf(view: View, titles: Messages['titles']): string {
  return view.name === 'product' ? view.productId : titles[view.name];
}
