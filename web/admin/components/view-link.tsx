import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { go, hrefOf } from '../routing/use-view.ts';
import type { View } from '../routing/view.ts';

/**
 * A link to another view: followed here without loading the page, and still one that can be copied
 * or opened in another tab.
 */
export function ViewLink({ to, children }: { to: View; children: ReactNode }) {
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
