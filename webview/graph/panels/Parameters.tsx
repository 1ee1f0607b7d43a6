import type { Graph, Parameter } from '../../../runtime/model/graph.js';
import { useView } from '../state/session.js';
import { isEditable } from '../state/subject.js';
import { Offers } from './Offers.js';

/** What a run of the flow can be given, and what can be done to it. */
export function Parameters({ graph }: { graph: Graph }) {
  const editable = useView(view => isEditable(view.snapshot));
  if (graph.parameters.length === 0 && !editable) return null;
  return (
    <>
      {graph.parameters.length > 0 && <h3>Parameters</h3>}
      <ul className="parameters">
        {graph.parameters.map(parameter => (
          <li key={parameter.name}>
            <code>{parameter.name}</code>
            <span className="parameter-type">{parameterNote(parameter)}</span>
            {parameter.doc !== '' && <p className="inspector-doc">{parameter.doc}</p>}
            {editable && <Offers site={{ kind: 'field', name: parameter.name }} graph={graph} />}
          </li>
        ))}
      </ul>
      {editable && <Offers site={{ kind: 'flow' }} graph={graph} />}
    </>
  );
}

function parameterNote(parameter: Parameter): string {
  const kind = parameter.choices ? parameter.choices.join(' | ') : parameter.type;
  const type = parameter.secret ? `secret ${kind}` : kind;
  if (parameter.required) return `${type}, required`;
  return parameter.default === undefined ? type : `${type} = ${JSON.stringify(parameter.default)}`;
}
