import { edits, type Site } from '../../../runtime/model/edits.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { begin } from '../state/asking.js';
import { useSession } from '../state/session.js';

/** What can be done there to what the flow holds. */
export function Offers({ site, graph }: { site: Site; graph: Graph }) {
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
