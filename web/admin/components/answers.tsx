import type { ReactNode } from 'react';

/** The buttons under a dialog: the way out first, what it is about last. */
export function Answers({ children }: { children: ReactNode }) {
  return <div className="dialog-answers">{children}</div>;
}
