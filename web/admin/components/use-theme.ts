import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect } from 'react';
import { useStored } from './use-stored.ts';

export type Theme = 'auto' | 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');

function isTheme(value: unknown): value is Theme {
  return value === 'auto' || value === 'light' || value === 'dark';
}

/** Light, dark, or as the system has it. */
export function useTheme() {
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
  return [theme, choose] as const;
}
