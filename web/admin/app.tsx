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

/** Loads what is shown first, side by side with what signing in takes. */
async function prepare(): Promise<void> {
  await Promise.all([Frame.prepare(), import('./frame.tsx').then(async ({ preparePage }) => preparePage())]).catch(() => undefined);
}

export function App() {
  return (
    <ThemeProvider>
      <LanguageProvider>
        <Announcer>
          <NoticesProvider>
            <Session prepare={prepare}>
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
