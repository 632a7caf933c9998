import { useEffect, useRef, useState } from 'react';

export const HEIGHT = 200;
/** Room for the numbers at the left, which also have to fit the lines at top and bottom. */
export const LEFT = 60;
export const BOTTOM = 8;
export const TOP = 8;
/** Before the page has been measured. */
const WIDTH = 800;

/**
 * How wide an element is, pixels: what is drawn in its own size has letters that can be read on a
 * phone as on a wall.
 */
export function useWidth() {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(WIDTH);
  useEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width] as const;
}
