import { edits, type Site } from '../../runtime/model/edits.js';
import type { Graph, Parameter } from '../../runtime/model/graph.js';
import { begin } from '../state/asking.js';
import { useSession, useView } from '../state/session.js';
import { whyReadOnly } from '../state/subject.js';

/** What a run of the flow can be given, and what can be done to it. */
export function Parameters({ graph }: { graph: Graph }) {
  const view = useView(each => each);
  const isEditable = view.snapshot?.subject.kind === 'flow' && whyReadOnly(view.snapshot) === null;
  if (graph.parameters.length === 0 && !isEditable) return null;
  return (
    <>
      {graph.parameters.length > 0 && <h3>Parameters</h3>}
      <ul className="parameters">
        {graph.parameters.map(parameter => (
          <li key={parameter.name}>
            <code>{parameter.name}</code>
            <span className="parameter-type">{parameterNote(parameter)}</span>
            {parameter.doc !== '' && <p className="inspector-doc">{parameter.doc}</p>}
            {isEditable && <Offers site={{ kind: 'field', name: parameter.name }} graph={graph} />}
          </li>
        ))}
      </ul>
      {isEditable && <Offers site={{ kind: 'flow' }} graph={graph} />}
    </>
  );
}

/** What can be done there to what the flow holds. */
function Offers({ site, graph }: { site: Site; graph: Graph }) {
  const session = useSession();
  const offered = edits.filter(edit => edit.group === 'field' && edit.why(site, graph) === null);
  return (
    <ul className="option-offers">
      {offered.map(edit => (
        <li key={edit.id}>
          <button
            type="button"
            className="option-offer"
            title={edit.says}
            onClick={() => begin(session, edit, site)}
          >
            {edit.title.replace('…', '')}
          </button>
        </li>
      ))}
    </ul>
  );
}

function parameterNote(parameter: Parameter): string {
  const kind = parameter.choices ? parameter.choices.join(' | ') : parameter.type;
  const type = parameter.secret ? `secret ${kind}` : kind;
  if (parameter.required) return `${type}, required`;
  return parameter.default === undefined ? type : `${type} = ${JSON.stringify(parameter.default)}`;
}
