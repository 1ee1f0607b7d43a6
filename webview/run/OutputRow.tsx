import { type CSSProperties, memo } from 'react';
import type { FindText } from '../../runtime/model/find-text.js';
import { lastState, withoutEscapes } from '../../runtime/model/output-text.js';
import { type Piece, piecesOf } from './ansi.js';
import { type MarkedPiece, marked } from './marked.js';
import type { NamedPlace, OutputLine } from './protocol.js';
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
  const { step, task, attempt, stream, at, text, more, places } = line;
  const isSame = before !== null && before.step === step && before.task === task;
  const isNewAttempt = isSame && before.attempt !== attempt;
  const name = told === 'task' ? (isOneOfSeveral ? `${step}/${task}` : step) : task;
  const pieces = piecesOf(text);
  // Where something had to be written out, places would be others.
  const isAsItWas =
    places.length > 0 &&
    withoutEscapes(lastState(text)).length === pieces.reduce((sum, piece) => sum + piece.text.length, 0);
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
        {marked(pieces, wanted, isAsItWas ? places : []).map(piece =>
          piece.place === null ? (
            <span key={piece.start} data-found={piece.isFound} style={lookOf(piece)}>
              {piece.text}
            </span>
          ) : (
            <SourceLink key={piece.start} piece={piece} place={piece.place} />
          ),
        )}
        {more > 0 && <span className="line-more">… {more.toLocaleString('en-US')} more characters</span>}
      </span>
    </div>
  );
});

function SourceLink({ piece, place }: { piece: MarkedPiece; place: NamedPlace }) {
  const session = useSession();
  const { file, line, column } = place;
  return (
    <button
      type="button"
      tabIndex={-1}
      className="line-source"
      data-found={piece.isFound}
      title={`Go to line ${line} of ${file}`}
      style={lookOf(piece)}
      onClick={() => session.host.send({ type: 'openSource', file, line, column })}
    >
      {piece.text}
    </button>
  );
}

function lookOf(piece: Piece): CSSProperties {
  return {
    ...(piece.color === null ? {} : { color: piece.color }),
    ...(piece.background === null ? {} : { background: piece.background }),
    ...(piece.isBold ? { fontWeight: 700 } : {}),
    ...(piece.isDim ? { opacity: 0.7 } : {}),
    ...(piece.isItalic ? { fontStyle: 'italic' } : {}),
    ...(piece.isUnderlined ? { textDecoration: 'underline' } : {}),
    ...(piece.isStruck ? { textDecoration: 'line-through' } : {}),
  };
}

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
