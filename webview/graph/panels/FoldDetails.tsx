/** Everything about what is folded into the selected node. */

import type { Graph } from '../../../runtime/model/graph.js';
import { sumOf } from '../../../runtime/model/overlay.js';
import { icons, stateIcons } from '../../shared/icons.js';
import { stateText, stateWords, stepState } from '../../shared/progress.js';
import { commandById } from '../state/commands.js';
import { foldKind, foldNote, foldTitle, overlaysIn } from '../state/fold-words.js';
import { perform } from '../state/perform.js';
import type { Region } from '../state/regions.js';
import { useSession, useView } from '../state/session.js';
import { StepLink } from './StepLink.js';

export function FoldDetails({ region, graph }: { region: Region; graph: Graph }) {
  const session = useSession();
  const run = useView(view => view.snapshot?.run?.steps);
  const overlays = overlaysIn(region, run);
  const sum = sumOf(overlays);
  const state = sum && stepState(sum);
  return (
    <>
      <div className="inspector-kind">
        {icons.folded}
        Folded · {foldKind(region, graph)}
      </div>
      <h2 className="inspector-name">{foldTitle(region)}</h2>
      {sum && state && (
        <div className="inspector-run" data-state={state}>
          <div className="inspector-state">
            {stateIcons[state]}
            <b>{stateWords[state]}</b>
          </div>
          <div className="inspector-count">{foldNote(region, overlays)}</div>
          {sum.total > 1 && <div className="inspector-count">Tasks: {stateText(sum)}</div>}
          {sum.failure && (
            <div className="inspector-failure">
              <span>Task {sum.failure.task}</span>
              <code>{sum.failure.message}</code>
            </div>
          )}
        </div>
      )}
      <div className="inspector-actions">
        <button type="button" className="button" onClick={() => perform(session, commandById('openFold'))}>
          {icons.plus}
          Open <kbd>Z</kbd>
        </button>
      </div>
      <h3>{region.steps.length} steps</h3>
      <ul className="links">
        {region.steps.map(step => {
          const overlay = run?.[step];
          return (
            <li key={step}>
              <StepLink step={step} />
              {overlay && <span className="link-note">{stateText(overlay).toLowerCase()}</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
}
