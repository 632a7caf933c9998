import Link from '@cloudscape-design/components/link';
import type { MouseEvent, ReactNode } from 'react';
import { go, hrefOf } from '../routing/use-view.ts';
import type { View } from '../routing/view.ts';

interface Props {
  to: View;
  children: ReactNode;
}

/**
 * A link to another view: followed here without loading the page, and still one that can be copied
 * or opened in another tab.
 */
export function ViewLink({ to, children }: Props) {
  return (
    <Link
      href={hrefOf(to)}
      onFollow={(event) => {
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </Link>
  );
}

/** The same for a cell of a data grid, in which keys walk, and of which there are hundreds. */
export function TableLink({ to, children }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={hrefOf(to)} tabIndex={-1} onClick={follow}>
      {children}
    </a>
  );
}
