import { type ChangeEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { type Ask, type EditDeclaration, editById } from '../../../runtime/model/edits.js';
import { fill, stillAsked } from '../state/asking.js';
import { whyNotName } from '../state/describe.js';
import { useSession } from '../state/session.js';
import { type Asking, idle } from '../state/view.js';

/** What an edit needs to be told in words, where it is made. */
export function AskForm({ asking }: { asking: Asking }) {
  const session = useSession();
  const [asks] = useState(() => stillAsked(asking, session));
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(asks.map(({ field, now, choices }) => [field, now ?? choices?.[0] ?? ''])),
  );
  // One short answer and its button share a line.
  const isShort = asks.length === 1 && asks[0]?.by !== 'prose';
  const taken = session.store.getState().picture?.graph.steps.map(step => step.name) ?? [];
  const faults = asks.map(ask => whyNot(ask, answers[ask.field] ?? '', taken));
  const leave = () => {
    session.store.setState({ mode: idle });
    session.lens?.focus();
  };
  const commit = () => {
    if (faults.some(fault => fault !== null)) return;
    // What is left as it was is no change, however it would be written now.
    if (asks.every(({ field, now }) => now !== undefined && answers[field] === now)) return leave();
    session.lens?.focus();
    fill(session, asking, answers);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const isWhole = event.target instanceof HTMLTextAreaElement;
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter' && isWhole && (event.ctrlKey || event.metaKey)) commit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const button = (
    <button type="submit" className="button primary" disabled={faults.some(fault => fault !== null)}>
      {verbOf(editById(asking.edit))}
    </button>
  );
  return (
    <form
      className="namer"
      data-wide={!isShort || asks[0]?.by === 'code'}
      onSubmit={event => {
        event.preventDefault();
        commit();
      }}
      onKeyDown={onKeyDown}
    >
      {asks.map((ask, index) => (
        <Field
          key={ask.field}
          ask={ask}
          value={answers[ask.field] ?? ''}
          // What is not filled in yet is no fault; it only can't be sent.
          why={answers[ask.field] === '' ? null : (faults[index] ?? null)}
          isFirst={index === 0}
          onChange={value => setAnswers({ ...answers, [ask.field]: value })}
        >
          {isShort && button}
        </Field>
      ))}
      {!isShort && <div className="namer-foot">{button}</div>}
    </form>
  );
}

interface FieldProps {
  readonly ask: Ask;
  readonly value: string;
  readonly why: string | null;
  readonly isFirst: boolean;
  onChange(value: string): void;
  /** Stands beside the field. */
  readonly children: ReactNode;
}

function Field({ ask, value, why, isFirst, onChange, children }: FieldProps) {
  const id = `ask-${ask.field}`;
  const common = {
    id,
    className: ask.by === 'prose' ? 'field field-prose' : ask.by === 'code' ? 'field field-code' : 'field',
    value,
    placeholder: ask.hint,
    spellCheck: ask.by === 'prose',
    autoComplete: 'off',
    'aria-invalid': why !== null,
    'aria-describedby': `${id}-why`,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      onChange(ask.by === 'name' ? event.target.value.trim() : event.target.value),
  };
  const focused = (field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | null) => {
    if (!field || !isFirst || field.dataset.met) return;
    field.dataset.met = 'true';
    field.focus({ preventScroll: true });
    if (!(field instanceof HTMLSelectElement)) field.select();
  };
  return (
    <div className="namer-field">
      <label className="namer-title" htmlFor={id}>
        {ask.label}
      </label>
      <div className="namer-line">
        {ask.by === 'choice' ? (
          <select
            id={id}
            className="field"
            value={value}
            ref={focused}
            onChange={event => onChange(event.target.value)}
          >
            {ask.choices?.map(choice => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        ) : ask.by === 'prose' || /[\n\r]/.test(ask.now ?? '') ? (
          <textarea {...common} ref={focused} rows={4} />
        ) : (
          <input {...common} ref={focused} />
        )}
        {children}
      </div>
      <div id={`${id}-why`} className="namer-why" role="alert">
        {why}
      </div>
    </div>
  );
}

/** Why an answer can't be taken, as far as it can be told here. */
function whyNot({ by, optional, mayBeEmpty }: Ask, value: string, taken: readonly string[]): string | null {
  if (value === '') return optional || mayBeEmpty ? null : 'This is needed.';
  return by === 'name' ? whyNotName(value, taken) : null;
}

/** The button says what the menu said, in a word: `Add` for *Add step after…*. */
function verbOf({ verb, title }: EditDeclaration): string {
  return verb ?? /^\p{L}+/u.exec(title)?.[0] ?? 'Change';
}
