/** A field and, below it, what fits what is typed there: one is chosen with the arrow keys and Enter, or with a click. */
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import { icons } from '../../shared/icons.js';

export interface ChooserProps<Thing> {
  /** What it is for, to those who hear it. */
  readonly label: string;
  /** Stands in front of the field. */
  readonly about: string | null;
  /** Stands in the empty field. */
  readonly hint: string;
  readonly query: string;
  onQuery(query: string): void;
  readonly things: readonly Thing[];
  idOf(thing: Thing): string;
  show(thing: Thing): ReactNode;
  isOff?(thing: Thing): boolean;
  /** Of the step that is listed, for its colour. */
  kindOf?(thing: Thing): string;
  /** Stands in place of the list, and below it. */
  readonly none: string;
  readonly more: string | null;
  /** Words that can be put in place of the last one, to narrow down what is listed. */
  readonly offers?: readonly string[];
  onOffer?(offer: string): void;
  onChoose(thing: Thing): void;
  /** All that are listed are chosen. */
  readonly onChooseAll?: (() => void) | undefined;
  /** Escape was pressed. */
  onLeave(): void;
  /** The keyboard has gone elsewhere. */
  onLost(): void;
  readonly className?: string;
  readonly style?: CSSProperties | undefined;
}

export function Chooser<Thing>(props: ChooserProps<Thing>) {
  const { things, idOf, onChoose, onLeave } = props;
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const chosen = things[at];

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  return (
    <div
      className={props.className ? `finder ${props.className}` : 'finder'}
      style={props.style}
      role="dialog"
      aria-label={props.label}
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) props.onLost();
      }}
    >
      <div className="finder-line">
        {icons.find}
        {props.about !== null && <span className="finder-from">{props.about}</span>}
        <input
          ref={input => input?.focus({ preventScroll: true })}
          className="finder-input"
          value={props.query}
          placeholder={props.hint}
          spellCheck={false}
          autoComplete="off"
          role="combobox"
          aria-expanded="true"
          aria-controls="found"
          aria-activedescendant={chosen && `found-${idOf(chosen)}`}
          onChange={event => {
            props.onQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') setAt(Math.max(0, Math.min(at + 1, things.length - 1)));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter' && event.shiftKey && props.onChooseAll) {
              if (things.length > 0) props.onChooseAll();
            } else if (event.key === 'Enter') chosen && onChoose(chosen);
            else if (event.key === 'Tab' && !event.shiftKey && props.offers?.[0] !== undefined)
              props.onOffer?.(props.offers[0]);
            else if (event.key === 'Escape') onLeave();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </div>
      {props.offers && props.offers.length > 0 && (
        <div className="finder-offers">
          {props.offers.map((offer, index) => (
            <button
              key={offer}
              type="button"
              className="option-offer"
              tabIndex={-1}
              onMouseDown={event => event.preventDefault()}
              onClick={() => props.onOffer?.(offer)}
            >
              {offer}
              {index === 0 && <kbd>Tab</kbd>}
            </button>
          ))}
        </div>
      )}
      {things.length === 0 ? (
        <div className="finder-none">{props.none}</div>
      ) : (
        <div ref={list} id="found" className="finder-list" role="listbox">
          {things.map((thing, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the whole list.
            <div
              key={idOf(thing)}
              id={`found-${idOf(thing)}`}
              className="finder-item"
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              aria-disabled={props.isOff?.(thing)}
              data-kind={props.kindOf?.(thing)}
              onMouseDown={event => event.preventDefault()}
              onMouseMove={() => setAt(index)}
              onClick={() => onChoose(thing)}
            >
              {props.show(thing)}
            </div>
          ))}
        </div>
      )}
      {props.more !== null && <div className="finder-none">{props.more}</div>}
    </div>
  );
}
