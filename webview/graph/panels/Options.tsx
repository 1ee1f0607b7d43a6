import type { ReactNode } from 'react';
import { optionCommands, optionOf } from '../state/commands.js';
import { perform } from '../state/perform.js';
import { useSession, useView } from '../state/session.js';

/** What the step is marked with, each to be changed with a click, and what it may be marked with besides. */
export function Options({ options }: { options: readonly (readonly [string, string])[] }) {
  const session = useSession();
  const view = useView(each => each);
  const changes = new Map(optionCommands.map(command => [optionOf(command), command]));
  const button = (option: string, words: ReactNode, className: string) => {
    const command = changes.get(option);
    const why = command?.why(view);
    if (!command || why === undefined) return words;
    return (
      <button
        type="button"
        className={className}
        aria-disabled={why !== null}
        title={why ?? command.says ?? undefined}
        onClick={() => perform(session, command)}
      >
        {words}
      </button>
    );
  };
  const isEditable = optionCommands.some(command => command.why(view) === null);
  const unset = [...changes.keys()].filter(option => !options.some(([name]) => name === option));
  if (options.length === 0 && !isEditable) return null;
  return (
    <>
      <h3>Options</h3>
      {options.length > 0 && (
        <dl className="facts">
          {options.map(([option, value]) => (
            <div key={option}>
              <dt>{option}</dt>
              <dd>{button(option, value, 'link')}</dd>
            </div>
          ))}
        </dl>
      )}
      {isEditable && unset.length > 0 && (
        <ul className="option-offers" aria-label="Options to set">
          {unset.map(option => (
            <li key={option}>{button(option, option, 'option-offer')}</li>
          ))}
        </ul>
      )}
    </>
  );
}
