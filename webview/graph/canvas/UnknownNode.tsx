import { Handle, type NodeProps, Position } from '@xyflow/react';
import type { UnknownFlowNode } from './elements.js';

/** Stands for wherever a transition leads that can't be read from the code. */
export function UnknownNode({ data }: NodeProps<UnknownFlowNode>) {
  const text = `Where ${data.step} goes from here is decided only when it runs.`;
  return (
    <div className="unknown" title={text} role="img" aria-label={text}>
      ?
      <Handle
        type="target"
        position={data.direction === 'DOWN' ? Position.Top : Position.Left}
        isConnectable={false}
      />
    </div>
  );
}
