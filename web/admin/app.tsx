import { lazy, Suspense } from 'react';
import { Announcer } from './components/announcer.tsx';
import { NoticesProvider } from './components/notices.tsx';
import { ThemeProvider } from './components/theme.tsx';
import { LanguageProvider } from './i18n/language.tsx';
import { Session } from './session/session.tsx';

/** What only those need who are signed in is not part of the first load. */
const Frame = lazy(() => import('./frame.tsx').then((module) => ({ default: module.Frame })));

export function App() {
  return (
    <ThemeProvider>
      <LanguageProvider>
        <Announcer>
          <NoticesProvider>
            <Session>
              <Suspense>
                <Frame />
              </Suspense>
            </Session>
          </NoticesProvider>
        </Announcer>
      </LanguageProvider>
    </ThemeProvider>
  );
}
