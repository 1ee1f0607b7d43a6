import { Handle, type NodeProps, Position } from '@xyflow/react';
import { endWords } from '../../../runtime/model/ends.js';
import type { EndFlowNode } from './elements.js';

/** Stands for the end that the flow comes to at a step which goes on at other times. */
export function EndNode({ data }: NodeProps<EndFlowNode>) {
  const text = `${data.step} ${endWords({ ends: [data.when === '' ? null : data.when] })}.`;
  return (
    <div className="flow-end" title={text} role="img" aria-label={text}>
      <Handle
        type="target"
        position={data.direction === 'DOWN' ? Position.Top : Position.Left}
        isConnectable={false}
      />
    </div>
  );
}
