/** The tasks of a step, of which there may be a hundred thousand: those that need a person first, found by state, item and message. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { durationText } from '../../../runtime/model/duration-text.js';
import type { StepOverlay } from '../../../runtime/model/overlay.js';
import type { TaskRow } from '../../../runtime/model/task-page.js';
import { icons, stateIcons } from '../../shared/icons.js';
import { stateWords } from '../../shared/progress.js';
import { count } from '../../shared/time.js';
import { useSession, useView } from '../state/session.js';
import { useTaskRows } from './useTaskRows.js';

const rowHeight = 28;

export function Tasks({ step }: { step: string }) {
  const session = useSession();
  const overlay = useView(view => view.snapshot?.run?.steps[step]);
  const hasRun = useView(view => view.snapshot?.run != null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const tasks = useTaskRows(step, query);
  const list = useRef<HTMLDivElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: tasks.found,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const drawn = rows.getVirtualItems();
  const [first, last] = [drawn[0]?.index ?? 0, drawn.at(-1)?.index ?? 0];
  const { want } = tasks;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it asks for what it has not asked for.
  useEffect(() => want(first, last), [first, last, query, tasks.found]);
  const chosen = Math.min(at, Math.max(0, tasks.found - 1));
  const offers = offersOf(overlay, query);

  const leave = () => {
    session.store.setState({ sheet: null });
    session.lens?.focus();
  };
  useEffect(() => {
    const close = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) session.store.setState({ sheet: null });
    };
    window.addEventListener('pointerdown', close, true);
    return () => window.removeEventListener('pointerdown', close, true);
  }, [session]);

  // Without a run there is nothing to list.
  useEffect(() => {
    if (!hasRun) session.store.setState({ sheet: null });
  }, [session, hasRun]);

  const open = (row: TaskRow | null) => {
    if (row) session.host.send({ type: 'openLog', step, task: row.task });
  };
  const goTo = (next: number) => {
    const place = Math.max(0, Math.min(next, tasks.found - 1));
    setAt(place);
    rows.scrollToIndex(place);
  };
  const page = Math.max(1, Math.floor((list.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const isEmpty = query === '';
    if (event.key === 'ArrowDown') goTo(chosen + 1);
    else if (event.key === 'ArrowUp') goTo(chosen - 1);
    else if (event.key === 'PageDown') goTo(chosen + page);
    else if (event.key === 'PageUp') goTo(chosen - page);
    else if (event.key === 'Home' && (isEmpty || event.ctrlKey)) goTo(0);
    else if (event.key === 'End' && (isEmpty || event.ctrlKey)) goTo(tasks.found - 1);
    else if (event.key === 'Enter') open(tasks.row(chosen));
    else if (event.key === 'Tab' && !event.shiftKey && offers[0] !== undefined) ask(offers[0]);
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const ask = (next: string) => {
    setQuery(next);
    setAt(0);
    list.current?.scrollTo({ top: 0 });
  };

  return (
    <div ref={root} className="finder tasks" role="dialog" aria-label={`Tasks of ${step}`}>
      <div className="finder-line">
        {icons.find}
        <span className="finder-from">{step}</span>
        <input
          ref={input => input?.focus({ preventScroll: true })}
          className="finder-input"
          value={query}
          placeholder="Item, position, message, is:failed"
          spellCheck={false}
          autoComplete="off"
          role="combobox"
          aria-label={`Find a task of ${step}`}
          aria-expanded="true"
          aria-controls="tasks-found"
          aria-activedescendant={tasks.found > 0 ? `task-${chosen}` : undefined}
          onChange={event => ask(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className="tasks-count" role="status">
          {tasks.total === null ? '…' : countWords(tasks.found, tasks.total)}
        </span>
        <button type="button" className="icon-button" aria-label="Close" title="Close (Esc)" onClick={leave}>
          {icons.close}
        </button>
      </div>
      {offers.length > 0 && (
        <div className="finder-offers">
          {offers.map((offer, index) => (
            <button
              key={offer}
              type="button"
              className="option-offer"
              tabIndex={-1}
              onMouseDown={event => event.preventDefault()}
              onClick={() => ask(offer)}
            >
              {offer}
              {index === 0 && <kbd>Tab</kbd>}
            </button>
          ))}
        </div>
      )}
      {tasks.total !== null && tasks.found === 0 && (
        <div className="finder-none">No task fits “{query}”.</div>
      )}
      <div ref={list} id="tasks-found" className="tasks-list" role="listbox" aria-label={`Tasks of ${step}`}>
        <div className="tasks-all" style={{ height: rows.getTotalSize() }}>
          {drawn.map(({ index, start }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the whole list.
            <div
              key={index}
              id={`task-${index}`}
              className="finder-item task-row"
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              aria-setsize={tasks.found}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
              onMouseDown={event => event.preventDefault()}
              onClick={() => {
                setAt(index);
                open(tasks.row(index));
              }}
            >
              <Row row={tasks.row(index)} />
            </div>
          ))}
        </div>
      </div>
      <div className="finder-none tasks-foot">
        <kbd>Enter</kbd> opens its log
      </div>
    </div>
  );
}

function Row({ row }: { row: TaskRow | null }) {
  if (!row) return <span className="finder-doc">…</span>;
  const { task, state, item, message, attempts, time } = row;
  return (
    <>
      <span className="finder-state" data-state={state} title={stateWords[state]}>
        {stateIcons[state]}
        <span className="unseen">{stateWords[state]}</span>
      </span>
      <span className="task-name">{task}</span>
      <span className="task-says" title={[item, message].filter(part => part !== null).join(' · ')}>
        {item !== null && <code>{item}</code>}
        {message !== null && <span className="task-message">{message}</span>}
      </span>
      {attempts.length > 1 && <span className="task-attempts">{count(attempts.length)} attempts</span>}
      <span className="task-time">{time === null ? '' : durationText(time)}</span>
    </>
  );
}

function countWords(found: number, total: number): string {
  return found === total ? count(total) : `${count(found)} of ${count(total)}`;
}

const troubleFirst = [
  'failed',
  'lost',
  'retrying',
  'running',
  'caught',
  'cancelled',
  'queued',
  'done',
] as const;

/** What the list can be narrowed down to: states that some of the tasks have. */
function offersOf(overlay: StepOverlay | undefined, query: string): readonly string[] {
  if (!overlay) return [];
  const states = troubleFirst.filter(state => (overlay.counts[state] ?? 0) > 0);
  const traits = [
    ...states,
    ...(overlay.retries > 0 ? ['retried'] : []),
    ...(overlay.reused > 0 ? ['reused'] : []),
  ];
  const all = [...traits, ...(overlay.times === null ? [] : ['slow'])].map(trait => `is:${trait}`);
  return all.filter(offer => offer !== query && (query === '' || offer.startsWith(query))).slice(0, 8);
}
