import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';

/** Lines of one cell, where a phone has no room for columns; the first is what it is about. */
export function Stacked({ first, rest }: { first: ReactNode; rest: readonly ReactNode[] }) {
  return (
    <>
      <div>{first}</div>
      {rest.filter(Boolean).map((line, place) => (
        // They have nothing but their place.
        <Box key={place} fontSize="body-s" color="text-body-secondary">
          {line}
        </Box>
      ))}
    </>
  );
}
