import { memo } from 'react';
import type { FindText } from '../../runtime/model/find-text.js';
import { piecesOf } from './ansi.js';
import { marked } from './marked.js';
import type { OutputLine } from './protocol.js';
import { useSession } from './state.js';

/** What is said of whose line it is: the whole task, its position in the step that is shown, or nothing, where one task is shown. */
export type Told = 'task' | 'position' | 'nothing';

interface Props {
  /** Null where it is not here yet. */
  readonly line: OutputLine | null;
  readonly before: OutputLine | null;
  readonly told: Told;
  /** Whether its step has several tasks. */
  readonly isOneOfSeveral: boolean;
  /** What is looked for, to be marked. */
  readonly wanted: FindText | null;
  /** One has come to this line with the search. */
  readonly isHit: boolean;
  /** When the run began. */
  readonly begin: number;
  readonly top: number;
}

export const OutputRow = memo(function OutputRow({
  line,
  before,
  told,
  wanted,
  isHit,
  isOneOfSeveral,
  begin,
  top,
}: Props) {
  const session = useSession();
  const style = { transform: `translateY(${top}px)` };
  if (!line) return <div className="line" style={style} />;
  const { step, task, attempt, stream, at, text, more } = line;
  const isSame = before !== null && before.step === step && before.task === task;
  const isNewAttempt = isSame && before.attempt !== attempt;
  const name = told === 'task' ? (isOneOfSeveral ? `${step}/${task}` : step) : task;
  return (
    <div className="line" data-stream={stream} data-new-attempt={isNewAttempt} data-hit={isHit} style={style}>
      <span className="line-time" title={new Date(at).toLocaleString()}>
        {sinceText(at - begin)}
      </span>
      {told !== 'nothing' && (
        <button
          type="button"
          tabIndex={-1}
          className="line-task"
          data-hue={hueOf(`${step}/${task}`)}
          data-same={isSame}
          title={`${step}/${task}: show its output alone`}
          onClick={() => session.select({ step, task, attempt: null })}
        >
          {name}
        </button>
      )}
      {attempt > 0 && (
        <span className="line-attempt" title={`Attempt ${attempt + 1}`}>
          {attempt + 1}
        </span>
      )}
      <span className="line-text">
        {marked(piecesOf(text), wanted).map((piece, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line stand where they stand.
            key={index}
            data-found={piece.isFound}
            style={{
              ...(piece.color === null ? {} : { color: piece.color }),
              ...(piece.background === null ? {} : { background: piece.background }),
              ...(piece.isBold ? { fontWeight: 700 } : {}),
              ...(piece.isDim ? { opacity: 0.7 } : {}),
              ...(piece.isItalic ? { fontStyle: 'italic' } : {}),
              ...(piece.isUnderlined ? { textDecoration: 'underline' } : {}),
              ...(piece.isStruck ? { textDecoration: 'line-through' } : {}),
            }}
          >
            {piece.text}
          </span>
        ))}
        {more > 0 && <span className="line-more">… {more.toLocaleString('en-US')} more characters</span>}
      </span>
    </div>
  );
});

/** Seconds since the run began, to the millisecond. */
function sinceText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1_000;
  if (seconds < 60) return seconds.toFixed(3);
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds % 60).toFixed(3).padStart(6, '0');
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** One of six, the same for a task each time. */
function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 6_007;
  return sum % 6;
}
