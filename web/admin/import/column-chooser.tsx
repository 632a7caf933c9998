import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type ColumnChoice, columns, suggestedChoice } from '../../csv/index.ts';
import { useMessages } from '../i18n/language.tsx';

interface Props {
  /** Of the file's header. */
  titles: readonly string[];
  onChoose: (choice: ColumnChoice) => void;
}

/**
 * Asks which column of a file is which, where its titles do not say so. What they do say is chosen
 * already.
 */
export function ColumnChooser({ titles, onChoose }: Props) {
  const { import: words } = useMessages();
  const [choice, setChoice] = useState(() => suggestedChoice(titles));
  const options = ['', ...new Set(titles)].map((value) => ({ value, label: value === '' ? words.chooser.none : value }));
  const ready = Boolean(choice.productId && choice.warehouseId);
  // Whoever has chosen has also said what is not to be read.
  const all = Object.fromEntries(columns.map((column) => [column, choice[column] ?? '']));
  return (
    <SpaceBetween size="m">
      <ColumnLayout columns={3}>
        {columns.map((column) => (
          <FormField key={column} label={words.column(column)}>
            <Select
              selectedOption={options.find(({ value }) => value === (choice[column] ?? '')) ?? null}
              options={options}
              ariaLabel={words.chooser.label(column)}
              onChange={({ detail }) => setChoice({ ...choice, [column]: detail.selectedOption.value ?? '' })}
            />
          </FormField>
        ))}
      </ColumnLayout>
      <Button disabled={!ready} onClick={() => onChoose(all)}>
        {words.chooser.compare}
      </Button>
    </SpaceBetween>
  );
}
