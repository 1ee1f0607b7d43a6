import { durationText } from '../../runtime/model/duration-text.js';
import { oneLine } from '../../runtime/model/plain-text.js';
import type { TaskRow } from '../../runtime/model/task-page.js';
import { stateIcons } from '../shared/icons.js';
import { type StepState, stateText, stateWords, stepState, stepTime } from '../shared/progress.js';
import { elapsed } from '../shared/time.js';
import type { Range } from './axis.js';
import { type Bar, barsOfStep, barsOfTask, isLive, spanOf } from './bars.js';
import type { Row } from './rows.js';
import { useSession } from './state.js';

interface Props {
  readonly id: string;
  readonly row: Row;
  /** Null where it is not here yet, and of a step with several. */
  readonly task: TaskRow | null;
  readonly isSelected: boolean;
  /** The keyboard is here. */
  readonly isCurrent: boolean;
  readonly top: number;
  readonly range: Range;
  readonly now: number;
  onChoose(): void;
}

export function WaterfallRow({ id, row, task, isSelected, isCurrent, top, range, now, onChoose }: Props) {
  const session = useSession();
  const { step } = row;
  const state: StepState = row.kind === 'step' ? stepState(step.overlay) : (task?.state ?? 'queued');
  const bars = row.kind === 'step' ? barsOfStep(step, now) : task ? barsOfTask(task, now) : [];
  const time = row.kind === 'step' ? stepTime(step.overlay, now) : timeOf(task, now);
  const words = row.kind === 'step' ? stateText(step.overlay) : stateWords[state];
  const name = row.kind === 'step' ? step.name : (task?.task ?? '…');
  const about = [name, task?.item, words, time === null ? null : durationText(time), task?.message]
    .filter(part => part !== null && part !== undefined && part !== '')
    .join(' · ');
  const isOpen = row.kind === 'step' ? row.isOpen : null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows.
    <div
      id={id}
      className="row"
      role="treeitem"
      tabIndex={-1}
      aria-level={row.kind === 'step' ? 1 : 2}
      aria-selected={isSelected}
      aria-expanded={isOpen ?? undefined}
      aria-label={about}
      data-state={state}
      data-current={isCurrent}
      style={{ transform: `translateY(${top}px)` }}
      title={about}
      // The keyboard stays with the tree: a row goes when it is out of sight.
      onMouseDown={event => event.preventDefault()}
      onClick={onChoose}
      onDoubleClick={() => isOpen !== null && session.open(step.name, !isOpen)}
    >
      <span className="row-name" data-kind-of={row.kind}>
        {isOpen === null ? (
          <span className="row-blank" />
        ) : (
          <button
            type="button"
            className="chevron"
            tabIndex={-1}
            aria-label={isOpen ? `Hide the tasks of ${step.name}` : `Show the tasks of ${step.name}`}
            data-open={isOpen}
            onClick={event => {
              event.stopPropagation();
              session.open(step.name, !isOpen);
            }}
          >
            ›
          </button>
        )}
        <span className="row-icon">{stateIcons[state]}</span>
        <span className="row-words">
          <span className="row-title">{name}</span>
          {row.kind === 'task' && task?.item && <span className="row-item">{task.item}</span>}
          {row.kind === 'step' && step.task === null && <span className="row-item">{words}</span>}
        </span>
        <span className="row-time">
          {time === null ? '' : isLive(state) ? elapsed(time) : durationText(time)}
        </span>
      </span>
      <span className="row-track">
        {bars.map(bar => (
          <BarMark key={`${bar.kind}${bar.from}`} bar={bar} range={range} />
        ))}
        {row.kind === 'task' && task?.message && <Message bars={bars} range={range} text={task.message} />}
      </span>
    </div>
  );
}

function BarMark({ bar, range }: { bar: Bar; range: Range }) {
  const span = spanOf(bar, range);
  if (!span) return null;
  return (
    <span
      className="bar"
      data-bar={bar.kind}
      data-open={bar.isOpen}
      style={{ left: `${span.left}%`, width: `${span.width}%` }}
    >
      {bar.attempt !== null && bar.attempt > 0 && <span className="bar-attempt">{bar.attempt + 1}</span>}
    </span>
  );
}

/** What it failed with, beside its bar where there is room. */
function Message({ bars, range, text }: { bars: readonly Bar[]; range: Range; text: string }) {
  const last = bars.at(-1);
  const span = last && spanOf(last, range);
  const end = span ? span.left + span.width : 0;
  return end > 75 ? null : (
    <span className="bar-message" style={{ left: `calc(${end}% + 6px)` }}>
      {oneLine(text, 200)}
    </span>
  );
}

function timeOf(task: TaskRow | null, now: number): number | null {
  if (!task) return null;
  if (task.time !== null) return task.time;
  return task.startedAt !== null && isLive(task.state) ? now - task.startedAt : null;
}
