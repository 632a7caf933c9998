import AppLayout from '@cloudscape-design/components/app-layout';
import { Suspense, useEffect, useRef, useState } from 'react';
import { NoticeBar } from './components/notices.tsx';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { PageHeader } from './components/page-header.tsx';
import { part } from './components/part.tsx';
import { PartPending } from './components/part-frame.tsx';
import { useLanguage, useMessages } from './i18n/language.tsx';
import { useImportNotice } from './import/import-notice.tsx';
import { Navigation } from './navigation.tsx';
import { useView } from './routing/use-view.ts';
import type { Messages } from './i18n/messages.ts';
import { parseView, type View } from './routing/view.ts';
import { useSessionNotice } from './session/session-notice.tsx';
import { Shortcuts } from './components/shortcuts.tsx';
import { TimeZone } from './components/time-zone.tsx';
import { Palette } from './palette/palette.tsx';

const pages = {
  home: part(() => import('./home/home-page.tsx')),
  activity: part(() => import('./activity/activity-page.tsx')),
  stock: part(() => import('./stock-grid/stock-grid.tsx')),
  product: part(() => import('./product/product-page.tsx')),
  count: part(() => import('./counting/count-page.tsx')),
  reservations: part(() => import('./reservations/reservations-page.tsx')),
  packing: part(() => import('./reservations/packing-page.tsx')),
  events: part(() => import('./events/events-page.tsx')),
  unprocessed: part(() => import('./unprocessed/unprocessed-page.tsx')),
  import: part(() => import('./import/import-page.tsx')),
};

/** Loads the page of the view that the address names. */
export async function preparePage(): Promise<void> {
  await pages[parseView(location.search).name].prepare();
}

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
              <Suspense fallback={<PartPending />}>
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
      return <pages.home />;
    case 'activity':
      return <pages.activity view={view} />;
    case 'stock':
      return <pages.stock view={view} />;
    case 'product':
      return <pages.product key={view.productId} productId={view.productId} />;
    case 'count':
      return <pages.count warehouseId={view.warehouseId} />;
    case 'reservations':
      return <pages.reservations />;
    case 'packing':
      return <pages.packing orderId={view.orderId} />;
    case 'events':
      return <pages.events key={view.kind} kind={view.kind} />;
    case 'unprocessed':
      return <pages.unprocessed />;
    case 'import':
      return <pages.import />;
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
