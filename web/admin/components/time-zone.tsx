import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import { useEffect, useId, useState } from 'react';
import { useFormat, useMessages, useZone } from '../i18n/language.tsx';
import { FirstField } from './first-field.tsx';
import { useNow } from './use-now.ts';

const OPEN = 'onhand-time-zone';
const MINUTE_MS = 60_000;

export function openZones(): void {
  dispatchEvent(new Event(OPEN));
}

/** In which time zone the panel shows times: the computer's, or one that somebody chose. */
export function TimeZone() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => setOpen(true);
    addEventListener(OPEN, show);
    return () => removeEventListener(OPEN, show);
  }, []);
  return open ? <Zones onClose={() => setOpen(false)} /> : null;
}

function Zones({ onClose }: { onClose: () => void }) {
  const { zone: words } = useMessages();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const { zone, chooseZone } = useZone();
  const form = useId();
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const options = [
    { value: '', label: words.browser(own) },
    ...Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  ];
  return (
    <Modal visible onDismiss={onClose} header={words.title}>
      <div id={form}>
        <FormField label={words.title} description={words.what} constraintText={words.now(format.instant(now))}>
          <Select
            options={options}
            filteringType="auto"
            filteringPlaceholder={words.find}
            filteringAriaLabel={words.find}
            virtualScroll
            selectedOption={options.find(({ value }) => value === zone) ?? null}
            onChange={({ detail }) => chooseZone(detail.selectedOption.value ?? '')}
          />
        </FormField>
      </div>
      <FirstField of={form} />
    </Modal>
  );
}
