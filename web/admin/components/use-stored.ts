import { useState } from 'react';

/**
 * A state that this browser remembers under `key`. Where storage is forbidden it lasts as long as
 * the page.
 */
export function useStored<Value>(key: string, initial: Value, isValid: (value: unknown) => value is Value) {
  const [value, setValue] = useState<Value>(() => {
    const stored = read(`onhand.${key}`);
    return isValid(stored) ? stored : initial;
  });
  const store = (next: Value) => {
    setValue(next);
    try {
      localStorage.setItem(`onhand.${key}`, JSON.stringify(next));
    } catch {
      // Full or forbidden: what the person chose still holds for this page.
    }
  };
  return [value, store] as const;
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
