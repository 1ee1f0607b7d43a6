/** At a node's border: folds what is called by a step, and opens it again. */

import type { Graph } from '../../../runtime/model/graph.js';
import { icons } from '../../shared/icons.js';
import { foldKind } from '../state/fold-words.js';
import { fold, open } from '../state/folding.js';
import type { Region } from '../state/regions.js';
import { useSession } from '../state/session.js';

interface FoldMarkProps {
  readonly region: Region;
  readonly graph: Graph;
  readonly isFolded: boolean;
}

export function FoldMark({ region, graph, isFolded }: FoldMarkProps) {
  const session = useSession();
  const what = `${foldKind(region, graph)}, ${region.steps.length} steps`;
  return (
    <button
      type="button"
      className="fold-mark nodrag nopan"
      data-folded={isFolded}
      tabIndex={-1}
      aria-label={`${isFolded ? 'Open' : 'Fold'}: ${what}`}
      title={`${isFolded ? 'Open' : 'Fold'}: ${what} (Z)`}
      onClick={event => {
        event.stopPropagation();
        (isFolded ? open : fold)(session, region);
        session.lens?.focus();
      }}
      onDoubleClick={event => event.stopPropagation()}
    >
      {isFolded ? icons.plus : icons.minus}
    </button>
  );
}
