import { MiniMap, type Node } from '@xyflow/react';
import { stepState } from '../state/progress.js';
import { useView } from '../state/session.js';
import type { Layout } from './layout/geometry.js';

const long = 184;
const short = 72;

/** A large flow at a glance: where one is in it, and where a run has got to or went wrong. */
export function OverviewMap({ layout }: { layout: Layout }) {
  const run = useView(view => view.snapshot?.run ?? null);
  const down = layout.direction === 'DOWN';
  // Strokes are in the flow's own measure; this keeps a step some two pixels large on the map.
  const stroke = (2 * Math.max(layout.width, layout.height)) / long;
  const colour = ({ data }: Node) => {
    const overlay = typeof data.step === 'string' ? run?.steps[data.step] : undefined;
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
