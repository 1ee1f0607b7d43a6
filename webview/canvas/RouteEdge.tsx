/** One edge: its line as the layout engine drew it, and what it says. */
import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo, useMemo, useState } from 'react';
import { editById } from '../../runtime/model/edits.js';
import { endWords } from '../../runtime/model/ends.js';
import { icons } from '../panels/icons.js';
import { begin } from '../state/asking.js';
import { edgeChangeOf } from '../state/changes.js';
import { edgeTitle } from '../state/edges.js';
import { carriedBy } from '../state/flowing.js';
import { useSession, useView } from '../state/session.js';
import { allDataOf, whyReadOnly } from '../state/subject.js';
import { takenEdges } from '../state/taken.js';
import { count } from '../state/time.js';
import type { View } from '../state/view.js';
import type { CanvasEdge, RouteData } from './elements.js';
import { edgeText } from './layout/input.js';
import { middleOf, roundedPath } from './layout/path.js';

export const RouteEdge = memo(function RouteEdge({ id, data, source, target }: EdgeProps<CanvasEdge>) {
  const session = useSession();
  const [near, setNear] = useState(false);
  const selected = useView(view => view.selection?.kind === 'edge' && view.selection.edge === id);
  const beside = useView(({ selection }) =>
    selection?.kind === 'steps'
      ? selection.steps.includes(source) && selection.steps.includes(target)
      : selection?.kind === 'step' && [source, target].includes(selection.step),
  );
  const taken = useView(view => takenNow(view).has(id));
  const pending = useView(view =>
    view.pending.some(({ site }) => site.kind === 'edge' && site.from === source && site.to === target),
  );
  const editable = useView(view => whyReadOnly(view.snapshot) === null);
  const items = useView(view =>
    data?.edge?.kind === 'fanout' ? (view.snapshot?.run?.steps[target]?.total ?? null) : null,
  );
  const isShown = near || selected;
  const carried = useView(view =>
    isShown && view.picture ? carriedBy(view.picture.graph, allDataOf(view.snapshot)).get(id) : undefined,
  );
  const lit = useView(({ artifact, picture, snapshot }) =>
    artifact === null || !picture
      ? undefined
      : (carriedBy(picture.graph, allDataOf(snapshot)).get(id)?.includes(artifact) ?? false),
  );
  const change = useView(view =>
    data?.edge ? (edgeChangeOf(view.snapshot, data.edge)?.kind ?? null) : null,
  );
  const path = useMemo(() => roundedPath(data?.route.points ?? []), [data?.route.points]);
  if (!data) return null;

  const { edge, route, when } = data;
  const title = titleOf(data, source);
  const hover = { onPointerEnter: () => setNear(true), onPointerLeave: () => setNear(false) };
  const middle = route.label
    ? { x: route.label.x + route.label.width / 2, y: route.label.y + route.label.height / 2 }
    : middleOf(route.points);
  const text = edge ? edgeText(edge) : (when ?? '');
  const insertable = editable && edge !== null && near && change !== 'removed';

  return (
    <>
      <g
        className="edge"
        data-edge={id}
        data-kind={edge?.kind ?? (when === null ? 'unknown' : 'end')}
        data-loop={edge?.loop ?? false}
        data-unreached={edge?.unreached ?? false}
        data-selected={selected}
        data-beside={beside}
        data-near={near}
        data-lit={lit}
        data-change={change ?? undefined}
        data-taken={taken}
        data-pending={pending}
        {...hover}
      >
        <title>{title}</title>
        <path className="edge-line" d={path} markerEnd="url(#arrow)" />
        {edge && <path className="edge-reach react-flow__edge-interaction" d={path} />}
      </g>
      {edge && carried && carried.length > 0 && (
        <EdgeLabelRenderer>
          <div
            className="edge-carries"
            style={{
              transform: `${text === '' ? 'translate(16px, -50%)' : 'translate(-50%, 14px)'} translate(${middle.x}px, ${middle.y}px)`,
            }}
          >
            {shortly(carried)}
          </div>
        </EdgeLabelRenderer>
      )}
      {when !== null && when !== '' && (
        <EdgeLabelRenderer>
          <div
            className="edge-label nodrag nopan"
            data-end-label={source}
            style={{
              transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)`,
              maxWidth: route.label?.width,
            }}
          >
            <button
              type="button"
              className="edge-words"
              tabIndex={-1}
              title={title}
              onClick={() => {
                session.select({ kind: 'step', step: source });
                session.lens?.focus();
              }}
            >
              <span className="edge-pill">
                <span className="edge-text">{when}</span>
              </span>
            </button>
          </div>
        </EdgeLabelRenderer>
      )}
      {edge && (text !== '' || edge.kind === 'fanout' || insertable) && (
        <EdgeLabelRenderer>
          <div
            className="edge-label nodrag nopan"
            data-edge-label={id}
            data-selected={selected}
            data-taken={taken}
            data-loop={edge.loop}
            data-unreached={edge.unreached ?? false}
            style={{
              transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)`,
              maxWidth: route.label?.width,
            }}
            {...hover}
          >
            {(text !== '' || edge.kind === 'fanout') && (
              <button
                type="button"
                className="edge-words"
                tabIndex={-1}
                title={edge.unreached ? title : (edge.condition ?? title)}
                onClick={() => {
                  session.select({ kind: 'edge', edge: id });
                  session.lens?.focus();
                }}
                onContextMenu={event => {
                  event.preventDefault();
                  const target = { kind: 'edge', edge: id } as const;
                  session.select(target);
                  session.store.setState({
                    sheet: { kind: 'menu', x: event.clientX, y: event.clientY, target },
                  });
                }}
              >
                {text !== '' && (
                  <span className="edge-pill">
                    {edge.loop && icons.loop}
                    <span className="edge-text">{text}</span>
                  </span>
                )}
                {edge.kind === 'fanout' && (
                  <span className="edge-count">× {items === null ? 'N' : count(items)}</span>
                )}
              </button>
            )}
            {insertable && (
              <button
                type="button"
                className="edge-insert"
                data-alone={text === '' && edge.kind !== 'fanout'}
                tabIndex={-1}
                aria-label={`Insert a step between ${source} and ${target}`}
                title="Insert a step here (A)"
                onClick={event => {
                  event.stopPropagation();
                  session.select({ kind: 'edge', edge: id });
                  begin(session, editById('insertStep'), { kind: 'edge', from: source, to: target });
                }}
              >
                {icons.plus}
              </button>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function titleOf({ edge, when }: RouteData, step: string): string {
  if (edge !== null) return edgeTitle(edge);
  if (when === null) return `Where ${step} goes from here is decided only when it runs.`;
  return `${step} ${endWords({ ends: [when === '' ? null : when] })}.`;
}

const mostNamed = 4;

/** As many as one takes in at a glance. */
function shortly(artifacts: readonly string[]): string {
  const more = artifacts.length - mostNamed;
  return artifacts.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const nothing: ReadonlySet<string> = new Set();
let last: { graph: unknown; run: unknown; taken: ReadonlySet<string> } = {
  graph: null,
  run: null,
  taken: nothing,
};

/** Worked out once for each run and graph, however many edges ask. */
function takenNow({ picture, snapshot }: View): ReadonlySet<string> {
  const [graph, run] = [picture?.graph ?? null, snapshot?.run ?? null];
  if (last.graph !== graph || last.run !== run)
    last = { graph, run, taken: graph ? takenEdges(graph, run) : nothing };
  return last.taken;
}
