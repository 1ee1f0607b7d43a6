/** Looks for a text in all that was printed: where it is, and how often, also in what has not been looked at yet. */
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { FindText } from '../../runtime/model/find-text.js';
import { icons } from '../shared/icons.js';
import { count } from '../shared/time.js';
import type { OutputPlace } from './protocol.js';
import { useSession, useView } from './state.js';

interface Props {
  readonly place: OutputPlace;
  readonly wanted: FindText;
  /** Number of the line that one has come to, among those that hold it. */
  readonly at: number | null;
  onWant(wanted: FindText): void;
  /** To the next one, or to the one before. */
  onGo(by: 1 | -1): void;
  onLeave(): void;
}

export function FindBar({ place, wanted, at, onWant, onGo, onLeave }: Props) {
  const session = useSession();
  const found = useView(view => view.found);
  const key = JSON.stringify([place, wanted]);
  const [asked, setAsked] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: it asks for another thing, or in another place.
  useEffect(() => {
    session.find(place, wanted);
    setAsked(key);
  }, [key]);
  useEffect(() => () => session.find(place, null), [session, place]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onGo(event.shiftKey ? -1 : 1);
    else if (event.key === 'F3') onGo(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const words =
    wanted.text === '' || asked !== key || !found
      ? ''
      : found.count === 0
        ? found.isWhole
          ? 'No results'
          : '…'
        : `${at === null ? '' : `${count(at + 1)} of `}${count(found.count)}${found.isWhole ? '' : ' …'}`;
  return (
    <search className="find" aria-label="Find in the output">
      <input
        ref={field => {
          if (field && !field.dataset.met) {
            field.dataset.met = 'true';
            field.focus();
            field.select();
          }
        }}
        className="field find-field"
        value={wanted.text}
        placeholder="Find"
        spellCheck={false}
        autoComplete="off"
        aria-label="Find in the output"
        aria-invalid={words === 'No results'}
        onChange={event => onWant({ ...wanted, text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      <Toggle
        text="Aa"
        title="Match case"
        isOn={wanted.isCase}
        onToggle={isCase => onWant({ ...wanted, isCase })}
      />
      <Toggle
        text="ab"
        title="Match whole word"
        isOn={wanted.isWord}
        onToggle={isWord => onWant({ ...wanted, isWord })}
      />
      <span className="find-count" role="status">
        {words}
      </span>
      <button
        type="button"
        className="icon-button small"
        aria-label="Previous match"
        title="Previous match (Shift+Enter)"
        onClick={() => onGo(-1)}
      >
        ↑
      </button>
      <button
        type="button"
        className="icon-button small"
        aria-label="Next match"
        title="Next match (Enter)"
        onClick={() => onGo(1)}
      >
        ↓
      </button>
      <button
        type="button"
        className="icon-button small"
        aria-label="Close"
        title="Close (Esc)"
        onClick={onLeave}
      >
        {icons.close}
      </button>
    </search>
  );
}

function Toggle({
  text,
  title,
  isOn,
  onToggle,
}: {
  text: string;
  title: string;
  isOn: boolean;
  onToggle(isOn: boolean): void;
}) {
  return (
    <button
      type="button"
      className="icon-button small find-toggle"
      aria-pressed={isOn}
      aria-label={title}
      title={title}
      onClick={() => onToggle(!isOn)}
    >
      {text}
    </button>
  );
}
