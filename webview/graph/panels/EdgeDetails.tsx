/** Everything about the selected edge. */
import type { Graph } from '../../../runtime/model/graph.js';
import { edgeChangeOf } from '../state/changes.js';
import type { NamedEdge } from '../state/edges.js';
import { carriedBy } from '../state/flowing.js';
import { useView } from '../state/session.js';
import { allDataOf } from '../state/subject.js';
import { Artifacts } from './Artifacts.js';
import { StepLink } from './StepLink.js';

const edgeWords = {
  next: 'Edge',
  split: 'Branch of a split',
  fanout: 'Fan-out',
  join: 'Edge into a join',
} as const;

export function EdgeDetails({ edge, graph }: { edge: NamedEdge; graph: Graph }) {
  const data = useView(view => allDataOf(view.snapshot));
  const snapshot = useView(view => view.snapshot);
  const change = edgeChangeOf(snapshot, edge);
  const carried = carriedBy(graph, data).get(edge.id) ?? [];
  return (
    <>
      <div className="inspector-kind">{edge.loop ? 'Loop' : edgeWords[edge.kind]}</div>
      <h2 className="inspector-name">
        {edge.from} → {edge.to}
      </h2>
      {change && (
        <p className="inspector-change" data-change={change.kind}>
          {{ added: 'Added', removed: 'Removed', changed: `Changed: ${change.words}` }[change.kind]}
        </p>
      )}
      {edge.condition !== null && (
        <>
          <h3>When</h3>
          <code className="inspector-code">{edge.condition}</code>
        </>
      )}
      {edge.unreached && (
        <p className="inspector-doc">
          It is not reached as the code stands: it comes behind a throw or a return.
        </p>
      )}
      <h3>Leads</h3>
      <ul className="links">
        <li>
          from <StepLink step={edge.from} />
        </li>
        <li>
          to <StepLink step={edge.to} />
        </li>
      </ul>
      <Artifacts title="Carries" names={carried} graph={graph} />
    </>
  );
}
