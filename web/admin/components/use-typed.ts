import { useEffect, useRef, useState } from 'react';

/** How long after the last key the search begins. */
const TYPING_MS = 250;

/**
 * What is typed, handed over when the typing rests; `value` from elsewhere, as by the back button,
 * replaces it.
 */
export function useTyped(value: string, onRest: (typed: string) => void) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if (text.trim() !== value) setText(value);
  }
  const rest = useRef(onRest);
  useEffect(() => {
    rest.current = onRest;
  });
  const type = (typed: string) => setText(typed);
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => rest.current(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return [text, type] as const;
}
