/** Everything about the selected step. */
import { endWords } from '../../../runtime/model/ends.js';
import type { Graph, Step } from '../../../runtime/model/graph.js';
import type { StepOverlay } from '../../../runtime/model/overlay.js';
import { icons, kindIcons, kindWords, severityIcons, stateIcons } from '../../shared/icons.js';
import { isLive, stateText, stateWords, stepState, timeWords } from '../../shared/progress.js';
import { useNow } from '../../shared/useNow.js';
import { changeWords, stepChangeOf } from '../state/changes.js';
import { commandById } from '../state/commands.js';
import { optionList } from '../state/describe.js';
import { type NamedEdge, namedEdges } from '../state/edges.js';
import { listTasks } from '../state/looking.js';
import { type Part, partOf, partReasons, partWords } from '../state/part.js';
import { perform } from '../state/perform.js';
import { useSession, useView } from '../state/session.js';
import { dataOf, problemsOf, problemsOfStep } from '../state/subject.js';
import { Artifacts } from './Artifacts.js';
import { Options } from './Options.js';
import { StepLink } from './StepLink.js';

export function StepDetails({ step, graph }: { step: Step; graph: Graph }) {
  const overlay = useView(view => view.snapshot?.run?.steps[step.name]);
  const part = useView(view => partOf(view.snapshot, step.name));
  const change = useView(view => stepChangeOf(view.snapshot, step.name));
  const problems = useView(view => problemsOf(view.snapshot));
  const data = useView(view => dataOf(view.snapshot, step.name));
  const edges = namedEdges(graph);
  const options = optionList(step.options);
  const ends = endWords(step);
  return (
    <>
      <div className="inspector-kind" data-kind={step.kind}>
        {kindIcons[step.kind]}
        {kindWords[step.kind]}
        {step.start && step.kind !== 'start' && ' · Start'}
        {step.join && step.kind !== 'join' && ' · Join'}
      </div>
      <h2 className="inspector-name">{step.name}</h2>
      {step.doc !== '' && <p className="inspector-doc">{step.doc}</p>}
      {change && (
        <p className="inspector-change" data-change={change.kind}>
          {changeWords(change)}
        </p>
      )}
      {problemsOfStep(problems, step.name).map(problem => (
        <p
          key={problem.code + problem.message}
          className="inspector-problem"
          data-severity={problem.severity}
        >
          {severityIcons[problem.severity]}
          <span>{problem.message}</span>
        </p>
      ))}
      {overlay ? <RunDetails step={step.name} overlay={overlay} /> : <PartNote part={part} />}
      {change?.kind !== 'removed' && <StepActions />}
      {change?.kind !== 'removed' && <Options options={options} />}
      <Links title="Comes from" edges={edges.filter(edge => edge.to === step.name)} end="from" />
      <Links title="Goes to" edges={edges.filter(edge => edge.from === step.name)} end="to" />
      {ends !== null && <p className="inspector-doc">Here the flow {ends}.</p>}
      {step.unknown && (
        <p className="inspector-doc">Some of its transitions are decided only when it runs.</p>
      )}
      {data && <Artifacts title="Reads" names={data.reads} graph={graph} />}
      {data && <Artifacts title="Writes" names={data.writes} graph={graph} />}
    </>
  );
}

function StepActions() {
  const session = useSession();
  const view = useView(each => each);
  return (
    <div className="inspector-actions">
      {(['reveal', 'runStep', 'openLog', 'showChange'] as const).map(id => {
        const command = commandById(id);
        const why = command.why(view);
        if (why === undefined) return null;
        return (
          <button
            key={id}
            type="button"
            className="button"
            aria-disabled={why !== null}
            title={why ?? undefined}
            onClick={() => perform(session, command)}
          >
            {{ reveal: icons.code, runStep: icons.run, openLog: icons.log, showChange: icons.history }[id]}
            {{ reveal: 'Code', runStep: 'Run step', openLog: 'Log', showChange: 'Change' }[id]}
          </button>
        );
      })}
    </div>
  );
}

function PartNote({ part }: { part: Part }) {
  const words = partWords[part];
  if (words === null) return null;
  return (
    <div className="inspector-run">
      <b>{words}</b>
      <p className="inspector-doc">{partReasons[part]}</p>
    </div>
  );
}

function RunDetails({ step, overlay }: { step: string; overlay: StepOverlay }) {
  const session = useSession();
  const live = isLive(overlay);
  const now = useNow(live);
  const state = stepState(overlay);
  const time = timeWords(overlay, now);
  return (
    <div className="inspector-run" data-state={state}>
      <div className="inspector-state">
        {stateIcons[state]}
        <b>{stateWords[state]}</b>
        {time !== null && <span className="inspector-time">{time.text}</span>}
      </div>
      {overlay.total > 1 && <div className="inspector-count">{stateText(overlay)}</div>}
      {overlay.total > 1 && (
        <button type="button" className="button" onClick={() => listTasks(session, step)}>
          {icons.list}
          Tasks <kbd>K</kbd>
        </button>
      )}
      {time !== null && time.title !== null && <div className="inspector-count">{time.title}</div>}
      {overlay.failure && (
        <div className="inspector-failure">
          <span>Task {overlay.failure.task}</span>
          <code>{overlay.failure.message}</code>
        </div>
      )}
    </div>
  );
}

function Links({ title, edges, end }: { title: string; edges: readonly NamedEdge[]; end: 'from' | 'to' }) {
  if (edges.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="links">
        {edges.map(edge => (
          <li key={edge.id}>
            <StepLink step={edge[end]} />
            {edge.loop && <span className="link-note">loop</span>}
            {edge.unreached && <span className="link-note">not reached</span>}
            {edge.kind === 'fanout' && <span className="link-note">for each item</span>}
            {edge.kind === 'split' && <span className="link-note">in parallel</span>}
            {edge.condition !== null && (
              <code className="link-condition" title={edge.condition}>
                {edge.condition}
              </code>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
