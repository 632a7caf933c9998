import { useCallback } from 'react';
import type { ChangeFilterInput } from '../../../schema/types.ts';
import { useChangeWords } from '../activity/change-words.ts';
import { changeKey, useRecentChanges } from '../activity/use-recent-changes.ts';
import { useNow } from '../components/use-now.ts';
import { ViewLink } from '../components/view-link.tsx';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { needsAttention, usePastImports } from '../import/past-imports.ts';
import { useDeadLetters } from '../unprocessed/use-dead-letters.ts';
import { Card } from './card.tsx';

const SHOWN = 8;
const AGE_STEP_MS = 10_000;
const BY_PEOPLE: ChangeFilterInput = { actorKind: 'USER' };

/** What people changed last, each with his own list. */
export function People() {
  const { home, causes } = useMessages();
  const format = useFormat();
  const words = useChangeWords();
  const now = useNow(AGE_STEP_MS);
  const { changes, loading, failure, anew } = useRecentChanges(BY_PEOPLE, SHOWN);
  const again = useCallback(() => void anew(), [anew]);
  return (
    <Card
      title={home.people}
      to={{ name: 'activity', actorKind: 'USER' }}
      toAll={home.toActivity}
      none={home.peopleNone}
      failure={failure}
      onRetry={again}
      items={
        loading && changes.length === 0
          ? undefined
          : changes.slice(0, SHOWN).map((change) => ({
              key: changeKey(change),
              content: (
                <>
                  <span>
                    <ViewLink to={{ name: 'activity', ...(change.actor && { actor: change.actor }) }}>{change.actor ?? ''}</ViewLink>:{' '}
                    {causes[change.cause]},{' '}
                    <ViewLink to={{ name: 'product', productId: change.productId }}>{change.name ?? change.productId}</ViewLink>,{' '}
                    {[change.warehouseId, ...words.moves(change)].join(', ')}
                  </span>
                  <span>{format.ago(change.changedAt, now)}</span>
                </>
              ),
            }))
      }
    />
  );
}

/** Imports of this browser that did not come to their end, or left rows out. */
export function Imports() {
  const { home, pastImports } = useMessages();
  const format = useFormat();
  const now = useNow(AGE_STEP_MS);
  const failed = usePastImports().filter((each) => needsAttention(each, now));
  return (
    <Card
      title={home.imports}
      count={format.number(failed.length)}
      to={{ name: 'import' }}
      toAll={home.toImports}
      none={home.importsNone}
      items={failed.slice(0, SHOWN).map(({ id, fileName, startedAt, notImported }) => ({
        key: id,
        content: (
          <>
            <span>
              {fileName}
              {notImported > 0 && ` – ${pastImports.not}: ${format.number(notImported)}`}
            </span>
            <span>{format.ago(startedAt, now)}</span>
          </>
        ),
      }))}
    />
  );
}

/** What functions gave up: changes that history, lists or other systems lack. */
export function Unprocessed() {
  const { unprocessed: words } = useMessages();
  const format = useFormat();
  const now = useNow(AGE_STEP_MS);
  const { items, total, failure, again } = useDeadLetters(SHOWN);
  return (
    <Card
      title={words.title}
      count={total}
      to={{ name: 'unprocessed' }}
      toAll={words.all}
      none={words.none}
      failure={failure}
      onRetry={again}
      items={items?.map(({ id, kind, failedAt, recordCount }) => ({
        key: id,
        content: (
          <>
            <span>
              {words.kinds[kind]} – {words.changes}: {format.number(recordCount)}
            </span>
            <span>{format.ago(failedAt, now)}</span>
          </>
        ),
      }))}
    />
  );
}
