import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useAnnounce } from '../components/announcer.tsx';
import { useNotify } from '../components/notices.tsx';
import { useErrorText } from '../components/use-error-text.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';
import { type Change, countDelta, type Outcome, reverse, submitChange } from './change.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { ReservedDialog } from './reserved-dialog.tsx';

/**
 * Sends a change and tells how it went. False: it failed, and what was typed should stay where it
 * is. `onDone` is called when it has taken effect, also where somebody sent it again from a message
 * or decided a conflict.
 */
type Submit = (change: Change, onDone?: () => void) => Promise<boolean>;

const SubmitContext = createContext<Submit>(() => Promise.resolve(false));

export function useSubmit(): Submit {
  return useContext(SubmitContext);
}

/** What somebody has to decide before it goes on. */
type Question = { change: Change; outcome: Extract<Outcome, { current: unknown }>; onDone: (() => void) | undefined };

export function EditProvider({ children }: { children: ReactNode }) {
  const backend = useBackend();
  const [question, setQuestion] = useState<Question>();
  const tell = useTold();
  const submit = useCallback(
    async (change: Change, onDone?: () => void): Promise<boolean> => {
      const outcome = await submitChange(backend, change);
      if ('current' in outcome) setQuestion({ change, outcome, onDone });
      else tell(change, outcome, (next) => void submit(next, next === change ? onDone : undefined));
      if (outcome.kind === 'done') onDone?.();
      return outcome.kind !== 'failed';
    },
    [backend, tell],
  );
  const answer = (change?: Change) => {
    setQuestion(undefined);
    if (change) void submit(change, question?.onDone);
  };
  return (
    <SubmitContext value={submit}>
      {children}
      {question && <Asked change={question.change} outcome={question.outcome} onAnswer={answer} />}
    </SubmitContext>
  );
}

function Asked({ change, outcome, onAnswer }: Omit<Question, 'onDone'> & { onAnswer: (change?: Change) => void }) {
  const { current } = outcome;
  if (outcome.kind === 'held') return <ReservedDialog change={change} current={current} onAnswer={onAnswer} />;
  return <ConflictDialog change={change} current={current} effectUnknown={outcome.effectUnknown} onAnswer={onAnswer} />;
}

/** Tells a person what became of a change, with the way back where there is one. */
function useTold() {
  const { edit, grid, columns, alerts, conflict } = useMessages();
  const format = useFormat();
  const notify = useNotify();
  const announce = useAnnounce();
  const errorText = useErrorText();
  const what = useCallback(
    ({ wanted: { field, value } }: Change) => {
      if (field === 'delta') return `${columns.stockCount} ${format.delta(value)}`;
      if (field === 'muted') return `${columns.muted} ${value ? alerts.muted : alerts.told}`;
      return `${columns[field]} ${typeof value === 'number' ? format.number(value) : value || conflict.empty}`;
    },
    [alerts, columns, conflict, format],
  );
  return useMemo(
    () => (change: Change, outcome: Exclude<Outcome, { current: unknown }>, send: (change: Change) => void) => {
      const where = `${change.base.productId}, ${change.base.warehouseId}`;
      if (outcome.kind === 'failed') {
        const { error } = outcome;
        // Nobody knows whether it took effect: the very same change may be sent again, another one
        // must not. What was never sent is tried again.
        const label = error.effectUnknown ? edit.sendAgain : error.errorType === 'OFFLINE' && grid.tryAgain;
        const again = label && { action: { label, onClick: () => send(change) } };
        notify({ type: 'error', content: `${where}, ${what(change)}: ${errorText(error)}`, ...again });
        return;
      }
      const delta = countDelta(change);
      const content = delta === 0 ? edit.saved(where) : edit.counted(where, format.delta(delta), format.number(outcome.level.stockCount));
      const undo = delta !== 0 && { about: where, action: { label: edit.undo, onClick: () => send(reverse(change, edit.undoNote)) } };
      notify({ type: 'success', content, ...undo });
      announce(content);
    },
    [edit, grid, what, format, notify, announce, errorText],
  );
}
