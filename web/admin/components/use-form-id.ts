import { useState } from 'react';

/**
 * The id under which what is on a form is sent. The same form sent again has the same id, so that
 * it takes effect once; a form that was changed has another.
 */
export function useFormId(form: string): { idToSend: () => string; wasSent: boolean } {
  const [sent, setSent] = useState({ form: '', id: '' });
  const wasSent = sent.form === form;
  return {
    wasSent,
    idToSend() {
      if (wasSent) return sent.id;
      const id = crypto.randomUUID();
      setSent({ form, id });
      return id;
    },
  };
}
