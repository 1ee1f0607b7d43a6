/** Steps and tasks of a run, each with its bars on one axis of time. */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { between, panned, placeOf, type Range, ticksOf, zoomed } from './axis.js';
import { rowsOf } from './rows.js';
import { useSession, useView } from './state.js';
import { useStepTasks } from './useStepTasks.js';
import { useWholeRange } from './useWholeRange.js';
import { WaterfallRow } from './WaterfallRow.js';

const rowHeight = 24;

export function Waterfall() {
  const session = useSession();
  const steps = useView(view => view.snapshot?.steps ?? noSteps);
  const selected = useView(view => view.snapshot?.selected);
  const opened = useView(view => view.opened);
  const chosenRange = useView(view => view.range);
  const begin = useView(view => view.snapshot?.run?.startedAt ?? 0);
  const { whole, now } = useWholeRange();
  const range = chosenRange ?? whole;
  const rows = useMemo(() => rowsOf(steps, opened), [steps, opened]);
  const tasks = useStepTasks();
  const list = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(400);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [at, setAt] = useState(0);
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });

  useLayoutEffect(() => {
    const element = track.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const step = selected?.step ?? null;
  const task = selected?.task ?? null;
  const placed = step === null ? null : rows.placeOf(step);
  // What is selected elsewhere comes into sight here.
  useEffect(() => {
    if (placed === null || task !== null) return;
    setAt(placed);
    virtual.scrollToIndex(placed, { align: 'auto' });
  }, [placed, task, virtual]);

  const momentAt = useCallback(
    (clientX: number): number => {
      const box = track.current?.getBoundingClientRect();
      if (!box || box.width === 0) return range.from;
      const share = Math.min(1, Math.max(0, (clientX - box.left) / box.width));
      return range.from + share * (range.to - range.from);
    },
    [range],
  );

  // React listens to wheels passively, and the page would scroll as well.
  useEffect(() => {
    const element = list.current;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.metaKey)
        session.look(zoomed(range, whole, momentAt(event.clientX), event.deltaY > 0 ? 1.25 : 0.8));
      else if (event.shiftKey && chosenRange)
        session.look(panned(range, whole, Math.sign(event.deltaY) * 0.1));
      else return;
      event.preventDefault();
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [session, range, whole, chosenRange, momentAt]);

  const choose = (index: number) => {
    const row = rows.row(index);
    if (row === null) return;
    setAt(index);
    const known = row.kind === 'task' ? tasks.row(row.step, row.at) : null;
    if (row.kind === 'step') session.select({ step: row.step.name, task: null, attempt: null });
    else if (known) session.select({ step: row.step.name, task: known.task, attempt: null });
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  const current = Math.min(at, Math.max(0, rows.count - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows.row(current);
    const page = Math.max(1, Math.floor((list.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    if (event.key === 'ArrowDown') choose(Math.min(current + 1, rows.count - 1));
    else if (event.key === 'ArrowUp') choose(Math.max(current - 1, 0));
    else if (event.key === 'PageDown') choose(Math.min(current + page, rows.count - 1));
    else if (event.key === 'PageUp') choose(Math.max(current - page, 0));
    else if (event.key === 'Home') choose(0);
    else if (event.key === 'End') choose(rows.count - 1);
    else if (event.key === 'ArrowRight' && row?.kind === 'step' && row.isOpen === false)
      session.open(row.step.name, true);
    else if (event.key === 'ArrowLeft' && row?.kind === 'step' && row.isOpen === true)
      session.open(row.step.name, false);
    else if (event.key === 'ArrowLeft' && row?.kind === 'task')
      choose(rows.placeOf(row.step.name) ?? current);
    else if (event.key === '+' || event.key === '=') session.look(zoomed(range, whole, middleOf(range), 0.8));
    else if (event.key === '-') session.look(zoomed(range, whole, middleOf(range), 1.25));
    else if (event.key === '0') session.look(null);
    else if (event.key === 'Escape') session.select({ step: null, task: null, attempt: null });
    else return;
    event.preventDefault();
  };

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const moment = momentAt(event.clientX);
    setDrag({ from: moment, to: moment });
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag) setDrag({ ...drag, to: momentAt(event.clientX) });
  };
  const onPointerUp = (event: PointerEvent) => {
    if (!drag) return;
    setDrag(null);
    const chosen = between(drag.from, momentAt(event.clientX), whole);
    const isWide = chosen && (placeOf(chosen.to, range) - placeOf(chosen.from, range)) * width > 4;
    if (chosen && isWide) session.look(chosen);
  };

  const drawn = virtual.getVirtualItems();
  const ticks = ticksOf(range, begin, width);
  return (
    <div className="waterfall">
      <div className="axis">
        <button
          type="button"
          className="axis-all"
          hidden={chosenRange === null}
          title="Show the whole run (0, or a double click)"
          onClick={() => session.look(null)}
        >
          Whole run
        </button>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the rows zoom as well. */}
        <div
          ref={track}
          className="axis-track"
          title="Drag to look at a stretch; Ctrl and the wheel zoom"
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onDoubleClick={() => session.look(null)}
        >
          {ticks.map(({ at, text }) => (
            <span key={text} className="tick" style={{ left: `${at * 100}%` }}>
              {text}
            </span>
          ))}
          {drag && <Dragged drag={drag} range={range} />}
        </div>
      </div>
      <div
        ref={list}
        className="rows"
        role="tree"
        aria-label="Steps and tasks"
        tabIndex={0}
        aria-activedescendant={rows.count > 0 ? `row-${current}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div className="rows-all" style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, start }) => {
            const row = rows.row(index);
            return (
              row && (
                <WaterfallRow
                  key={index}
                  id={`row-${index}`}
                  row={row}
                  task={row.kind === 'task' ? tasks.row(row.step, row.at) : row.step.task}
                  isSelected={
                    row.kind === 'step'
                      ? step === row.step.name && task === null
                      : step === row.step.name && task !== null && task === tasks.row(row.step, row.at)?.task
                  }
                  isCurrent={index === current}
                  top={start}
                  range={range}
                  now={now}
                  onChoose={() => {
                    list.current?.focus({ preventScroll: true });
                    choose(index);
                  }}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

const noSteps: readonly never[] = [];

const middleOf = ({ from, to }: Range) => (from + to) / 2;

function Dragged({ drag, range }: { drag: Range; range: Range }) {
  const [one, other] = [placeOf(drag.from, range), placeOf(drag.to, range)];
  const left = Math.min(one, other);
  return (
    <span className="dragged" style={{ left: `${left * 100}%`, width: `${Math.abs(other - one) * 100}%` }} />
  );
}
