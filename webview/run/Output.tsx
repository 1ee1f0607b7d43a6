/** What was printed by what is selected, line by line; of the many there may be, those that are looked at. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { FindText } from '../../runtime/model/find-text.js';
import { count } from '../shared/time.js';
import { usePages } from '../shared/usePages.js';
import { FindBar } from './FindBar.js';
import { OutputRow, type Told } from './OutputRow.js';
import type { OutputLine, OutputPlace, StepLine } from './protocol.js';
import { useSession, useView } from './state.js';

const lineHeight = 20;
/** While more is printed, what is in sight is asked for anew at this pace, in milliseconds. */
const pace = 60;
/** A page of elements may not be higher, in pixels: of more lines the last ones are listed. */
const highest = 16_000_000;

export function Output() {
  const place = usePlace();
  if (place === null) return null;
  return <Lines key={JSON.stringify(place)} place={place} />;
}

function usePlace(): OutputPlace | null {
  const run = useView(view => view.snapshot?.run?.id ?? null);
  const selected = useView(view => view.snapshot?.selected);
  return run === null || selected === undefined ? null : { run, ...selected };
}

function Lines({ place }: { place: OutputPlace }) {
  const session = useSession();
  const state = useView(view => view.output);
  const isLive = useView(view => view.snapshot?.run?.status === 'running');
  const begin = useView(view => view.snapshot?.run?.startedAt ?? 0);
  const steps = useView(view => view.snapshot?.steps ?? noSteps);
  const total = state?.total ?? 0;
  const open = state?.open ?? noLines;
  const pages = usePages<OutputLine | null>(
    JSON.stringify(place),
    total === 0 ? undefined : total,
    pace,
    (from, count) => session.host.lines({ place, from, count }),
  );
  const hidden = Math.max(0, total - Math.floor(highest / lineHeight));
  const shown = total - hidden + open.length;
  const list = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const found = useView(view => view.found);
  const [wanted, setWanted] = useState<FindText | null>(null);
  /** The line that one has come to, and which of those that hold what is wanted it is. */
  const [hit, setHit] = useState<{ readonly line: number; readonly at: number } | null>(null);
  const virtual = useVirtualizer({
    count: shown,
    getScrollElement: () => list.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const drawn = virtual.getVirtualItems();
  const [first, last] = [hidden + (drawn[0]?.index ?? 0), hidden + (drawn.at(-1)?.index ?? 0)];
  const { want } = pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it asks for what it has not asked for.
  useEffect(() => {
    if (total > 0) want(Math.min(first, total - 1), Math.min(last, total - 1));
  }, [first, last, total]);

  // Whoever stands at the end stays there as more comes; who has gone up reads on undisturbed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what comes.
  useEffect(() => {
    if (isFollowing && shown > 0) virtual.scrollToIndex(shown - 1, { align: 'end' });
  }, [shown, isFollowing]);
  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < lineHeight * 1.5);
  };
  const goTo = (by: 1 | -1) => {
    const lines = found?.lines ?? [];
    if (lines.length === 0) return;
    const from = hit?.line ?? first;
    const next =
      by === 1
        ? lines.findIndex(line => (hit ? line > from : line >= from))
        : lines.findLastIndex(line => line < from);
    const at = next === -1 ? (by === 1 ? 0 : lines.length - 1) : next;
    const line = lines[at] ?? 0;
    setFollowing(false);
    setHit({ line, at });
    virtual.scrollToIndex(line - hidden, { align: 'center' });
  };
  const leaveFind = () => {
    setWanted(null);
    setHit(null);
    list.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'f' && (event.ctrlKey || event.metaKey))
      setWanted(wanted ?? { text: '', isCase: false, isWord: false });
    else if (event.key === 'F3' && wanted) goTo(event.shiftKey ? -1 : 1);
    else if (event.key === 'End') setFollowing(true);
    else if (event.key === 'Home') virtual.scrollToIndex(0);
    else return;
    event.preventDefault();
  };

  const lineAt = (index: number): OutputLine | null =>
    hidden + index < total ? pages.row(hidden + index) : (open[hidden + index - total] ?? null);
  const told: Told = place.task === null ? (place.step === null ? 'task' : 'position') : 'nothing';
  const several = new Set(steps.filter(({ task }) => task === null).map(({ name }) => name));
  const title =
    place.step === null ? 'all steps' : place.task === null ? place.step : `${place.step}/${place.task}`;
  return (
    <section className="output" aria-label={`Output of ${title}`} onKeyDown={onKeyDown}>
      <div className="output-head">
        <h2>Output</h2>
        <span className="output-of">{title}</span>
        {place.step !== null && (
          <button
            type="button"
            className="link"
            onClick={() => session.select({ step: null, task: null, attempt: null })}
          >
            Show all
          </button>
        )}
        <span className="output-count" role="status">
          {state && !state.isWhole ? 'reading … ' : ''}
          {total === 1 ? '1 line' : `${count(total)} lines`}
        </span>
        <button
          type="button"
          className="link"
          title="Find in the output (Ctrl+F)"
          onClick={() => setWanted(wanted ?? { text: '', isCase: false, isWord: false })}
        >
          Find
        </button>
        <button type="button" className="link" onClick={() => session.host.send({ type: 'openLog' })}>
          Open as document
        </button>
      </div>
      {wanted && (
        <FindBar
          place={place}
          wanted={wanted}
          at={hit?.at ?? null}
          onWant={next => {
            setWanted(next);
            setHit(null);
          }}
          onGo={goTo}
          onLeave={leaveFind}
        />
      )}
      {hidden > 0 && (
        <div className="output-note">{count(hidden)} earlier lines: open it as a document to see them.</div>
      )}
      {state?.isWhole && shown === 0 && <div className="output-none">{whyNone(place, steps, isLive)}</div>}
      <div
        ref={list}
        className="lines"
        role="log"
        aria-label={`Output of ${title}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by the keyboard.
        tabIndex={0}
        onScroll={onScroll}
      >
        <div className="lines-all" style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, start }) => (
            <OutputRow
              key={index}
              line={lineAt(index)}
              isOneOfSeveral={several.has(lineAt(index)?.step ?? '')}
              before={index > 0 ? lineAt(index - 1) : null}
              told={told}
              wanted={wanted && wanted.text !== '' ? wanted : null}
              isHit={hit !== null && hit.line === hidden + index}
              begin={begin}
              top={start}
            />
          ))}
        </div>
      </div>
      {!isFollowing && (
        <button type="button" className="button follow" onClick={() => setFollowing(true)}>
          {isLive ? 'Follow the end' : 'Go to the end'}
        </button>
      )}
    </section>
  );
}

function whyNone({ step }: OutputPlace, steps: readonly StepLine[], isLive: boolean): string {
  if (step !== null && !steps.some(({ name }) => name === step))
    return isLive ? `${step} has not begun yet.` : `${step} was not reached in this run.`;
  return isLive ? 'Nothing has been printed yet.' : 'Nothing was printed.';
}

const noLines: readonly OutputLine[] = [];
const noSteps: readonly StepLine[] = [];
