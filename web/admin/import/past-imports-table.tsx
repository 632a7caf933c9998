import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useNow } from '../components/use-now.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { forgetFiles } from './kept-file.ts';
import { forgetImports, isInterrupted, needsAttention, type PastImport, usePastImports } from './past-imports.ts';

const STEP_MS = 10_000;

/** The imports of this browser, newest first, and what became of them. */
export function PastImports() {
  const { pastImports: words } = useMessages();
  const format = useFormat();
  const imports = usePastImports();
  return (
    <Table
      items={[...imports]}
      trackBy="id"
      variant="container"
      contentDensity="compact"
      wrapLines
      ariaLabels={{ tableLabel: words.title }}
      empty={<Box>{words.none}</Box>}
      header={
        <Header description={words.what} actions={imports.length > 0 && <Button onClick={forget}>{words.forget}</Button>}>
          {words.title}
        </Header>
      }
      columnDefinitions={[
        { id: 'file', header: words.file, isRowHeader: true, minWidth: 150, cell: ({ fileName }) => fileName },
        {
          id: 'when',
          header: words.when,
          minWidth: 170,
          cell: ({ startedAt }) => <time dateTime={startedAt}>{format.instant(startedAt)}</time>,
        },
        { id: 'state', header: words.state, minWidth: 140, cell: (past) => <State past={past} /> },
        { id: 'rows', header: words.rows, minWidth: 110, cell: ({ changed }) => format.number(changed) },
        { id: 'not', header: words.not, minWidth: 115, cell: ({ notImported }) => format.number(notImported) },
      ]}
    />
  );
}

/** The files of those that have not ended too. */
function forget(): void {
  forgetImports();
  forgetFiles().catch(() => undefined);
}

function State({ past }: { past: PastImport }) {
  const { pastImports: words } = useMessages();
  const now = useNow(STEP_MS);
  if (isInterrupted(past, now)) return <StatusIndicator type="error">{words.interrupted}</StatusIndicator>;
  if (past.state === 'running') return <StatusIndicator type="in-progress">{words.running}</StatusIndicator>;
  return <StatusIndicator type={needsAttention(past, now) ? 'warning' : 'success'}>{words[past.state]}</StatusIndicator>;
}
