/** Artifacts by name; one that is chosen shows its way through the flow, how it is declared, and what can be done to it. */
import type { ArtifactField } from '../../../runtime/model/data.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { severalLines } from '../../../runtime/model/plain-text.js';
import { visibleLines } from '../../../runtime/model/visible-text.js';
import { useSession, useView } from '../state/session.js';
import { artifactOf, isEditable } from '../state/subject.js';
import { Offers } from './Offers.js';

export function Artifacts({
  title,
  names,
  graph,
}: {
  title: string;
  names: readonly string[];
  graph: Graph;
}) {
  const session = useSession();
  const lit = useView(view => view.artifact);
  if (names.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="artifacts">
        {names.map(name => (
          <li key={name}>
            <button
              type="button"
              className="artifact"
              aria-pressed={lit === name}
              title={`Who writes and reads ${name}`}
              onClick={() => session.light(lit === name ? null : name)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      {lit !== null && names.includes(lit) && <Declared name={lit} graph={graph} />}
    </>
  );
}

function Declared({ name, graph }: { name: string; graph: Graph }) {
  const artifact = useView(view => artifactOf(view.snapshot, name));
  const editable = useView(view => isEditable(view.snapshot));
  if (!artifact) return null;
  const doc = severalLines(artifact.doc, 4_000);
  return (
    <div className="artifact-declared">
      {codeOf(artifact) !== '' && <code className="artifact-code">{visibleLines(codeOf(artifact))}</code>}
      {doc !== '' && <p className="inspector-doc">{doc}</p>}
      {editable && <Offers site={{ kind: 'field', name, artifact }} graph={graph} />}
    </div>
  );
}

/** How it is written, but for its name. */
function codeOf({ type, value }: ArtifactField): string {
  return [type === null ? '' : `: ${type}`, value === null ? '' : ` = ${value}`].join('').trim();
}
