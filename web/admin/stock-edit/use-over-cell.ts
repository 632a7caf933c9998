import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Between an editor and the edges of the page, pixels. */
const MARGIN = 8;

/**
 * Puts an element over a cell, as much as the page has room, and keeps it there while things
 * scroll. On a phone the style sheet puts it at the foot of the screen instead.
 */
export function useOverCell(cell: HTMLElement): RefObject<HTMLDivElement | null> {
  const over = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = () => {
      const element = over.current;
      if (!element) return;
      const { left, top } = cell.getBoundingClientRect();
      const { offsetWidth, offsetHeight } = element;
      const within = (wanted: number, most: number) => `${Math.max(MARGIN, Math.min(wanted, most - MARGIN))}px`;
      element.style.setProperty('--left', within(left, innerWidth - offsetWidth));
      element.style.setProperty('--top', within(top, innerHeight - offsetHeight));
    };
    place();
    const resized = new ResizeObserver(place);
    if (over.current) resized.observe(over.current);
    addEventListener('scroll', place, { capture: true, passive: true });
    addEventListener('resize', place);
    return () => {
      resized.disconnect();
      removeEventListener('scroll', place, { capture: true });
      removeEventListener('resize', place);
    };
  }, [cell]);
  return over;
}
