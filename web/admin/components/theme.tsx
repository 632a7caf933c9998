import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useStored } from './use-stored.ts';

export type Theme = 'auto' | 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');

const Chosen = createContext<readonly [Theme, (theme: Theme) => void]>(['auto', () => undefined]);

function isTheme(value: unknown): value is Theme {
  return value === 'auto' || value === 'light' || value === 'dark';
}

/**
 * Light, dark, or as the system has it: around everything, as who has not signed in has eyes too.
 */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const [theme, choose] = useStored<Theme>('theme', 'auto', isTheme);
  useEffect(() => {
    const apply = () => {
      const mode = theme === 'dark' || (theme === 'auto' && dark.matches) ? Mode.Dark : Mode.Light;
      applyMode(mode);
      document.documentElement.style.colorScheme = mode;
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
  const chosen = useMemo(() => [theme, choose] as const, [theme]);
  return <Chosen value={chosen}>{children}</Chosen>;
}

/** What was chosen, and how to choose. */
export function useTheme() {
  return useContext(Chosen);
}
