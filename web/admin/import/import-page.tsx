import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Icon from '@cloudscape-design/components/icon';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useMemo } from 'react';
import { columns, CsvError, type PlannedRow, reportCsv, templateCsv } from '../../csv/index.ts';
import { download } from '../components/download.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useMayEdit } from '../session/backend-context.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { PastImports } from './past-imports-table.tsx';
import { PlanNotes } from './plan-notes.tsx';
import { PlanTable } from './plan-table.tsx';
import { useExplain } from './use-explain.ts';
import type { ImportState } from './running-import.ts';
import { useImport } from './use-import.ts';

/**
 * A CSV file becomes stock: first what it would do to each level, then, if somebody says so, what
 * it did.
 */
export default function ImportPage() {
  const { import: words } = useMessages();
  const mayEdit = useMayEdit();
  const { explainFailure } = useExplain();
  const { state, plan, choose, apply, stop, reset } = useImport();
  const { phase, file, failure, choices } = state;
  // They are about what may happen. What did is told by the results.
  const shown = useMemo(() => (phase === 'finished' ? state.plan.map(withoutWarnings) : state.plan), [phase, state.plan]);
  // Another tab had begun with it.
  const isHandedOver = mayEdit && phase === 'idle' && file !== undefined && failure === undefined;
  useEffect(() => {
    if (isHandedOver) void plan(file, choices);
    // Once for a file.
  }, [isHandedOver, file]);
  if (!mayEdit) return <Alert type="info">{words.adminsOnly}</Alert>;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h1">{words.title}</Header>}>
        <SpaceBetween size="m">
          {phase === 'idle' && <Choose onFile={(chosen) => void plan(chosen, { existingOnly: choices.existingOnly })} />}
          {(phase === 'idle' || phase === 'planned') && (
            <Checkbox
              checked={choices.existingOnly}
              description={words.existingOnlyWhat}
              onChange={({ detail }) => {
                const next = { ...choices, existingOnly: detail.checked };
                if (file && phase === 'planned') void plan(file, next);
                else choose(next);
              }}
            >
              {words.existingOnly}
            </Checkbox>
          )}
          {failure !== undefined && (
            <Alert type="error" header={words.unreadable(state.fileName)}>
              {explainFailure(failure)}
            </Alert>
          )}
          {file && failure instanceof CsvError && failure.titles && (
            <ColumnChooser
              key={failure.titles.join()}
              titles={failure.titles}
              onChoose={(columns) => void plan(file, { ...choices, columns })}
            />
          )}
          {phase !== 'idle' && <Progress state={state} />}
          {state.plan.length > 0 && <PlanNotes {...state} plan={shown} isDone={phase === 'finished'} />}
          {state.plan.length > 0 && <Actions state={state} apply={() => void apply()} stop={stop} reset={reset} />}
        </SpaceBetween>
      </Container>
      {state.plan.length > 0 && <PlanTable plan={shown} results={state.results} />}
      <PastImports />
    </SpaceBetween>
  );
}

function withoutWarnings({ line, cells, verdict }: PlannedRow): PlannedRow {
  return { line, cells, verdict };
}

function Choose({ onFile }: { onFile: (file: File) => void }) {
  const { import: words, pastImports } = useMessages();
  const template = () => download('import-template.csv', templateCsv());
  return (
    <FormField
      label={words.file}
      description={words.what(columns.join(', '))}
      secondaryControl={
        <Button iconName="download" onClick={template}>
          {pastImports.template}
        </Button>
      }
      stretch
    >
      <FileUpload
        value={[]}
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
        onChange={({ detail }) => detail.value[0] && onFile(detail.value[0])}
        i18nStrings={{
          uploadButtonText: () => words.choose,
          dropzoneText: () => words.drop,
          removeFileAriaLabel: () => words.another,
          limitShowFewer: '',
          limitShowMore: '',
          errorIconAriaLabel: '',
        }}
      />
    </FormField>
  );
}

function Progress({ state }: { state: ImportState }) {
  const { import: words } = useMessages();
  const format = useFormat();
  const { phase, fileName, judged, rows, results, resting } = state;
  if (phase === 'idle' || phase === 'planned') return <Box>{words.planned(fileName, rows, format.number(rows))}</Box>;
  const done = phase === 'planning' ? judged : results.size;
  const text = words.progress(format.number(done), format.number(rows));
  const label = words.phases[phase](fileName);
  if (phase === 'planning' || phase === 'applying') {
    const description = resting ? words.resting : undefined;
    return <ProgressBar label={label} description={description} value={rows === 0 ? 0 : (100 * done) / rows} additionalInfo={text} />;
  }
  const not = [...results.values()].filter(({ kind }) => kind === 'refused' || kind === 'conflict').length;
  if (phase === 'stopped' || not === 0)
    return <ProgressBar label={label} status={phase === 'stopped' ? 'error' : 'success'} resultText={text} />;
  return <ProgressBar label={label} status="error" resultText={words.notImported(not, format.number(not))} />;
}

function Actions(props: { state: ImportState; apply: () => void; stop: () => void; reset: () => void }) {
  const { import: words } = useMessages();
  const format = useFormat();
  const { explain } = useExplain();
  const { phase, plan, results, fileName } = props.state;
  const open = plan.filter(({ verdict, line }) => {
    const result = results.get(line);
    return (verdict.kind === 'create' || verdict.kind === 'change') && (!result || result.kind === 'failed');
  }).length;
  const leftOut = plan.filter(({ verdict: { kind } }) => kind === 'refused' || kind === 'conflict').length;
  const report = () => download(`report-${fileName}`, reportCsv(plan, phase === 'planned' ? undefined : results, explain));
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {(phase === 'planned' || phase === 'stopped') && (
        <Button variant="primary" disabled={open === 0} onClick={props.apply}>
          {phase === 'planned' ? words.apply(open, format.number(open)) : words.resume(open, format.number(open))}
        </Button>
      )}
      {phase === 'planned' && leftOut > 0 && (
        <Box color="text-status-warning">
          <Icon name="status-warning" ariaLabel={words.warning} /> {words.leftOut(leftOut, format.number(leftOut))}
        </Box>
      )}
      {phase === 'applying' && <Button onClick={props.stop}>{words.stop}</Button>}
      {phase !== 'applying' && <Button onClick={report}>{words.report}</Button>}
      {phase !== 'applying' && (
        <Button variant="link" onClick={props.reset}>
          {words.another}
        </Button>
      )}
    </SpaceBetween>
  );
}
