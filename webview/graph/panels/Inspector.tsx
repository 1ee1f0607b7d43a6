/** Everything about what is selected, or about the flow when nothing is. */
import type { Graph } from '../../../runtime/model/graph.js';
import { icons } from '../../shared/icons.js';
import { stateText } from '../../shared/progress.js';
import { edgeById } from '../state/edges.js';
import { foldSelected } from '../state/folds.js';
import { openLog } from '../state/looking.js';
import { useSession, useView } from '../state/session.js';
import { artifactsOf, stepOf } from '../state/subject.js';
import { stepShown } from '../state/view.js';
import { Artifacts } from './Artifacts.js';
import { EdgeDetails } from './EdgeDetails.js';
import { FoldDetails } from './FoldDetails.js';
import { Parameters } from './Parameters.js';
import { StepDetails } from './StepDetails.js';
import { StepLink } from './StepLink.js';

export function Inspector() {
  const session = useSession();
  const graph = useView(view => view.picture?.graph ?? null);
  const name = useView(stepShown);
  const edge = useView(({ selection, picture }) =>
    selection?.kind === 'edge' && picture ? edgeById(picture.graph, selection.edge) : undefined,
  );
  const several = useView(({ selection }) => (selection?.kind === 'steps' ? selection.steps : null));
  const region = useView(({ picture, selection }) => picture && foldSelected(picture.shown, selection));
  if (!graph) return null;
  const step = name === null ? undefined : stepOf(graph, name);
  return (
    <aside className="inspector" aria-label="Details">
      <button
        type="button"
        className="icon-button inspector-close"
        aria-label="Hide details"
        title="Hide details (I)"
        onClick={() => session.prefer({ inspector: false })}
      >
        {icons.close}
      </button>
      {region ? (
        <FoldDetails key={region.head} region={region} graph={graph} />
      ) : several ? (
        <Several steps={several} />
      ) : edge ? (
        <EdgeDetails key={edge.id} edge={edge} graph={graph} />
      ) : step ? (
        <StepDetails key={step.name} step={step} graph={graph} />
      ) : (
        <FlowDetails graph={graph} />
      )}
    </aside>
  );
}

function Several({ steps }: { steps: readonly string[] }) {
  return (
    <>
      <h2 className="inspector-name">{steps.length} steps</h2>
      <ul className="links">
        {steps.map(step => (
          <li key={step}>
            <StepLink step={step} />
          </li>
        ))}
      </ul>
    </>
  );
}

function FlowDetails({ graph }: { graph: Graph }) {
  const artifacts = useView(view => artifactsOf(view.snapshot)).map(({ name }) => name);
  return (
    <>
      <div className="inspector-kind">Flow · {graph.steps.length} steps</div>
      <h2 className="inspector-name">{graph.flow}</h2>
      {graph.doc !== '' && <p className="inspector-doc">{graph.doc}</p>}
      <Parameters graph={graph} />
      <Artifacts title="Artifacts" names={artifacts} graph={graph} />
      <GoneSteps />
      <p className="inspector-hint">Select a step to see what it does and how it went.</p>
    </>
  );
}

/** What ran and is not drawn, for the code has it no more. */
function GoneSteps() {
  const session = useSession();
  const run = useView(view => view.snapshot?.run ?? null);
  const gone = useView(view => view.snapshot?.standing?.gone ?? none);
  if (gone.length === 0) return null;
  return (
    <>
      <h3>In the run, not in the code any more</h3>
      <ul className="links">
        {gone.map(step => {
          const overlay = run?.steps[step];
          return (
            <li key={step}>
              <button
                type="button"
                className="link"
                title={`Open the log of ${step}`}
                onClick={() => openLog(session, step)}
              >
                {step}
              </button>
              {overlay && <span className="link-note">{stateText(overlay).toLowerCase()}</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

const none: readonly string[] = [];
