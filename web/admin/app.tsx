import { Suspense } from 'react';
import { Announcer } from './components/announcer.tsx';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { NoticesProvider } from './components/notices.tsx';
import { part } from './components/part.tsx';
import { ThemeProvider } from './components/theme.tsx';
import { LanguageProvider } from './i18n/language.tsx';
import { Session } from './session/session.tsx';

/** What only those need who are signed in is not part of the first load. */
const Frame = part(async () => ({ default: (await import('./frame.tsx')).Frame }));

export function App() {
  return (
    <ThemeProvider>
      <LanguageProvider>
        <Announcer>
          <NoticesProvider>
            <Session>
              <ErrorBoundary>
                <Suspense>
                  <Frame />
                </Suspense>
              </ErrorBoundary>
            </Session>
          </NoticesProvider>
        </Announcer>
      </LanguageProvider>
    </ThemeProvider>
  );
}
