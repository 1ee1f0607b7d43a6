/** A sheet in front of everything, until it is left: with Escape, its cross, or a click beside it. */
import { type ReactNode, useRef } from 'react';
import { icons } from '../../shared/icons.js';

export interface SheetProps {
  readonly label: string;
  readonly title: string;
  readonly className?: string;
  /** Keys that leave it beside Escape. */
  readonly leavingKeys?: readonly string[];
  /** It is told once where the keyboard is to be; without this it has it itself. */
  readonly focus?: (sheet: HTMLElement) => void;
  onLeave(): void;
  readonly children: ReactNode;
}

export function Sheet({ label, title, className, leavingKeys = [], focus, onLeave, children }: SheetProps) {
  const met = useRef(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the sheet closes it; the keyboard has Escape.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the same.
    <div className="veil" onClick={event => event.target === event.currentTarget && onLeave()}>
      <div
        ref={element => {
          if (!element || met.current) return;
          met.current = true;
          if (focus) focus(element);
          else element.focus();
        }}
        className={className ? `help ${className}` : 'help'}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={event => {
          if (event.key !== 'Escape' && !leavingKeys.includes(event.key)) return;
          event.preventDefault();
          event.stopPropagation();
          onLeave();
        }}
      >
        <div className="help-head">
          <h2>{title}</h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={onLeave}>
            {icons.close}
          </button>
        </div>
        {children}
      </div>
    </div>
  );
}
