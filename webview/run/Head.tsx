import { durationText } from '../../runtime/model/duration-text.js';
import { stateIcons } from '../shared/icons.js';
import { askedWords, stateWords } from '../shared/progress.js';
import { elapsed } from '../shared/time.js';
import type { RunChoice, RunHead } from './protocol.js';
import { useSession, useView } from './state.js';
import { useWholeRange } from './useWholeRange.js';

/** Which run is shown, how it stands, and what can be done with it. */
export function Head({ run }: { run: RunHead }) {
  const session = useSession();
  const runs = useView(view => view.snapshot?.runs ?? noRuns);
  const isFollowing = useView(view => view.snapshot?.isFollowing ?? true);
  const { now } = useWholeRange();
  const isLive = run.status === 'running';
  const time = (run.endedAt ?? now) - run.startedAt;
  const listed = runs.some(({ id }) => id === run.id) ? runs : [choiceOf(run), ...runs];
  const isNewest = listed[0]?.id === run.id;
  return (
    <header className="head" data-state={run.status}>
      <span className="head-icon">{stateIcons[run.status]}</span>
      <h1 className="head-flow">{run.flow}</h1>
      <select
        className="head-run"
        aria-label="Run"
        title={run.id}
        value={run.id}
        onChange={event => session.host.send({ type: 'chooseRun', run: event.target.value })}
      >
        {listed.map((choice, index) => (
          <option key={choice.id} value={choice.id}>
            {choiceWords(choice, index === 0)}
          </option>
        ))}
      </select>
      <span className="head-state">
        {isLive && run.asked !== null ? askedWords[run.asked] : stateWords[run.status]}
        {' · '}
        {isLive ? elapsed(time) : durationText(time)}
        {run.mode === 'run' ? '' : run.mode === 'step' ? ' · a step alone' : ' · resumed'}
      </span>
      {run.parameters.length > 0 && (
        <span className="head-parameters" title={run.parameters.join('\n')}>
          {run.parameters.join('   ')}
        </span>
      )}
      <span className="head-actions">
        {!isFollowing && !isNewest && (
          <button
            type="button"
            className="button quiet"
            title="Shows the newest run of this flow, now and whenever there is a newer one"
            onClick={() => session.host.send({ type: 'followLatest' })}
          >
            Follow latest
          </button>
        )}
        <button
          type="button"
          className="button quiet"
          onClick={() => session.host.send({ type: 'showGraph' })}
        >
          Show graph
        </button>
        {isLive && (
          <button type="button" className="button" onClick={() => session.host.send({ type: 'cancel' })}>
            Cancel
          </button>
        )}
      </span>
    </header>
  );
}

const noRuns: readonly RunChoice[] = [];

function choiceOf({ id, status, startedAt }: RunHead): RunChoice {
  return { id, status, startedAt, about: '' };
}

function choiceWords({ startedAt, status, about }: RunChoice, isNewest: boolean): string {
  const date = new Date(startedAt);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = isToday ? '' : `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })} `;
  const state = status === 'done' ? '' : ` · ${stateWords[status].toLowerCase()}`;
  return `${day}${time}${isNewest ? ' · newest' : ''}${state}${about === '' ? '' : ` · ${about}`}`;
}
