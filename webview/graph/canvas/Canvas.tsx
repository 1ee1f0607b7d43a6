/** The flow, drawn. */
import {
  Background,
  BackgroundVariant,
  type OnConnectEnd,
  ReactFlow,
  ReactFlowProvider,
} from '@xyflow/react';
import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { choose } from '../state/asking.js';
import { open } from '../state/folding.js';
import { selectionAt } from '../state/folds.js';
import { headOf, type Selection, stepsOf, toggled } from '../state/selection.js';
import { useSession, useView } from '../state/session.js';
import { whyReadOnly } from '../state/subject.js';
import type { Picture } from '../state/view.js';
import { Callouts } from './Callouts.js';
import { ConnectLine } from './ConnectLine.js';
import { calm } from './calm.js';
import { EndNode } from './EndNode.js';
import { type CanvasEdge, type CanvasNode, canvasEdges, canvasNodes } from './elements.js';
import { FoldNode } from './FoldNode.js';
import { LitArtifact } from './LitArtifact.js';
import { zoomRange } from './layout/placement.js';
import { OverviewMap } from './OverviewMap.js';
import { RouteEdge } from './RouteEdge.js';
import { StepNode, stepDomId } from './StepNode.js';
import { UnknownNode } from './UnknownNode.js';
import { useBox } from './useBox.js';
import { useDistance } from './useDistance.js';
import { useFollowing } from './useFollowing.js';
import { usePlacement } from './usePlacement.js';

const nodeTypes = { step: StepNode, fold: FoldNode, unknown: UnknownNode, end: EndNode };
const edgeTypes = { route: RouteEdge };
const manySteps = 40;

export function Canvas({ picture }: { picture: Picture }) {
  return (
    <ReactFlowProvider>
      <FlowCanvas picture={picture} />
    </ReactFlowProvider>
  );
}

function FlowCanvas({ picture }: { picture: Picture }) {
  const session = useSession();
  const surface = useRef<HTMLDivElement>(null);
  const { shown } = picture;
  const nodes = useMemo(() => canvasNodes(picture), [picture]);
  const edges = useMemo(() => canvasEdges(picture), [picture]);
  const selection = useView(view => view.selection);
  const head = headOf(selection);
  const mode = useView(view => view.mode.kind);
  const editable = useView(view => whyReadOnly(view.snapshot) === null);
  const busy = useView(view => view.pending.length > 0);
  const moving = useMoving(picture);
  const { touched } = usePlacement(picture, surface);
  const { box, begin: beginBox } = useBox(picture, surface);
  useFollowing(picture);
  useDistance(surface);

  const pick = (target: Selection, event: MouseEvent) => {
    surface.current?.focus({ preventScroll: true });
    // Of what is folded that is the step that one comes to first.
    const step = headOf(target);
    if (step !== null && choose(session, step)) return;
    if (step !== null && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      session.select(toggled(session.store.getState().selection, stepsOf(target)));
      return;
    }
    session.select(target);
    if (step !== null && event.detail < 2) session.host.send({ type: 'reveal', step, focus: false });
  };
  const openMenu = (aimed: Selection | null, event: MouseEvent | globalThis.MouseEvent) => {
    event.preventDefault();
    // What is selected together stays so: the menu is about all of it.
    const isPart =
      stepsOf(aimed).length > 0 && stepsOf(aimed).every(step => stepsOf(selection).includes(step));
    const target = isPart && selection?.kind === 'steps' ? selection : aimed;
    session.select(target);
    session.store.setState({ sheet: { kind: 'menu', x: event.clientX, y: event.clientY, target } });
  };
  // A drop anywhere on a node counts, not only on its small handle.
  const dropped: OnConnectEnd = (event, connection) => {
    const from = connection.fromNode?.id;
    const point = 'changedTouches' in event ? event.changedTouches[0] : event;
    if (!from || !point) return;
    const under = document
      .elementFromPoint(point.clientX, point.clientY)
      ?.closest<HTMLElement>('[data-step]');
    const to = connection.toNode?.id ?? under?.dataset.step;
    if (to && to !== from) void session.edit({ kind: 'connect', from, to }, { kind: 'step', step: from });
    if (to) return;
    // Let go of over the canvas: asks what the wire is to lead to.
    const frame = surface.current?.getBoundingClientRect();
    session.select({ kind: 'step', step: from });
    session.store.setState({
      sheet: {
        kind: 'palette',
        wire: { x: point.clientX - (frame?.left ?? 0), y: point.clientY - (frame?.top ?? 0) },
      },
    });
  };

  return (
    <div
      ref={surface}
      className="canvas"
      data-moving={moving}
      data-mode={mode}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas is one stop of the Tab key; arrows walk inside it.
      tabIndex={0}
      role="application"
      aria-label={`Graph of ${picture.graph.flow}`}
      aria-roledescription="flow graph"
      aria-busy={busy}
      aria-activedescendant={head === null ? undefined : stepDomId(shown.nodeOf(head))}
      onMouseDownCapture={beginBox}
    >
      {busy && <div className="canvas-progress" aria-hidden="true" />}
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        nodesConnectable={editable}
        connectOnClick={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={zoomRange.least}
        maxZoom={zoomRange.most}
        proOptions={{ hideAttribution: true }}
        onNodeClick={(event, node) => pick(selectionAt(shown, node.data.step), event)}
        onNodeDoubleClick={(_, node) => {
          if (node.type === 'fold') open(session, node.data.region);
          else session.host.send({ type: 'reveal', step: node.data.step, focus: true });
        }}
        onNodeContextMenu={(event, node) => openMenu(selectionAt(shown, node.data.step), event)}
        onEdgeClick={(event, edge) => edge.data?.edge && pick({ kind: 'edge', edge: edge.id }, event)}
        onEdgeContextMenu={(event, edge) =>
          edge.data?.edge && openMenu({ kind: 'edge', edge: edge.id }, event)
        }
        onPaneClick={event => {
          session.settle();
          // With the Shift key held one gathers steps, and has missed one.
          if (event.shiftKey) return;
          session.select(null);
          session.light(null);
        }}
        onPaneContextMenu={event => openMenu(null, event)}
        onConnectEnd={dropped}
        onMove={event => {
          if (event) touched();
        }}
        onMoveEnd={(_, lens) => session.remember(picture.place, lens)}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} className="canvas-dots" />
        <ConnectLine picture={picture} />
        {shown.graph.steps.length > manySteps && <OverviewMap picture={picture} />}
      </ReactFlow>
      <svg className="canvas-marks" aria-hidden="true">
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0.5 0.8 7 4 0.5 7.2z" fill="context-stroke" />
        </marker>
      </svg>
      <LitArtifact />
      {box && (
        <div
          className="canvas-box"
          style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
          aria-hidden="true"
        />
      )}
      <Callouts picture={picture} />
    </div>
  );
}

/** True for the moment in which nodes glide from one layout to the next of the same flow. */
function useMoving(picture: Picture): boolean {
  const [before, setBefore] = useState(picture);
  const [moving, setMoving] = useState(false);
  if (before !== picture) {
    setBefore(picture);
    if (before.layout !== picture.layout) setMoving(before.place === picture.place && !calm());
  }
  useEffect(() => {
    if (!moving) return;
    const timer = setTimeout(() => setMoving(false), 260);
    return () => clearTimeout(timer);
  }, [moving]);
  return moving;
}
