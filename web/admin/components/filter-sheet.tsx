import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import { type ReactNode, useState } from 'react';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { Answers } from './answers.tsx';

interface Props {
  /** How many filters are set. */
  used: number;
  /** What closes it says so, or what will be seen then. */
  done?: string | undefined;
  /** Beside the button that closes it. */
  extra?: ReactNode;
  children: ReactNode;
}

/** On a phone: a button, and behind it all that narrows a list. */
export function FilterSheet({ used, done, extra, children }: Props) {
  const { filters, common } = useMessages();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button iconName="filter" onClick={() => setOpen(true)}>
        {filters.open(used, format.number(used))}
      </Button>
      {open && (
        <Modal
          visible
          header={filters.label}
          onDismiss={close}
          footer={
            <Answers>
              {extra}
              <Button variant="primary" onClick={close}>
                {done ?? common.close}
              </Button>
            </Answers>
          }
        >
          {children}
        </Modal>
      )}
    </>
  );
}
