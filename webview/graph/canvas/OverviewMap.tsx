import { MiniMap, type Node } from '@xyflow/react';
import { sumOf } from '../../../runtime/model/overlay.js';
import { stepState } from '../../shared/progress.js';
import { selectionAt } from '../state/folds.js';
import { stepsOf } from '../state/selection.js';
import { useView } from '../state/session.js';
import type { Picture } from '../state/view.js';

const long = 184;
const short = 72;

/** A large flow at a glance: where one is in it, and where a run has got to or went wrong. */
export function OverviewMap({ picture: { layout, shown } }: { picture: Picture }) {
  const run = useView(view => view.snapshot?.run ?? null);
  const down = layout.direction === 'DOWN';
  // Strokes are in the flow's own measure; this keeps a step some two pixels large on the map.
  const stroke = (2 * Math.max(layout.width, layout.height)) / long;
  const colour = ({ data }: Node) => {
    const steps = typeof data.step === 'string' ? stepsOf(selectionAt(shown, data.step)) : [];
    const overlay = sumOf(steps.flatMap(step => run?.steps[step] ?? []));
    return overlay ? colours[stepState(overlay)] : 'var(--sw-edge)';
  };
  return (
    <MiniMap
      className="canvas-map"
      position="bottom-left"
      style={down ? { width: short, height: long } : { width: long, height: short }}
      pannable
      zoomable
      ariaLabel={null}
      nodeColor={colour}
      nodeStrokeColor={colour}
      nodeStrokeWidth={stroke}
    />
  );
}

const colours = {
  queued: 'var(--sw-edge)',
  cancelled: 'var(--sw-edge)',
  running: 'var(--sw-blue)',
  retrying: 'var(--sw-orange)',
  done: 'var(--sw-green)',
  reused: 'var(--sw-green)',
  failed: 'var(--sw-red)',
  caught: 'var(--sw-yellow)',
  lost: 'var(--sw-purple)',
} as const;
