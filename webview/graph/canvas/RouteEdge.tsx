/** One edge: its line as it was laid out, and what it says. */
import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo, useMemo, useState } from 'react';
import { editById } from '../../../runtime/model/edits.js';
import { endWords } from '../../../runtime/model/ends.js';
import { icons } from '../../shared/icons.js';
import { count } from '../../shared/time.js';
import { begin } from '../state/asking.js';
import { edgeChangeOf } from '../state/changes.js';
import { edgeTitle, type NamedEdge } from '../state/edges.js';
import { carriedBy } from '../state/flowing.js';
import { useSession, useView } from '../state/session.js';
import { allDataOf, whyReadOnly } from '../state/subject.js';
import { takenEdges } from '../state/taken.js';
import type { View } from '../state/view.js';
import type { CanvasEdge, RouteData } from './elements.js';
import { edgeText } from './layout/input.js';
import { middleOf, roundedPath } from './layout/path.js';

export const RouteEdge = memo(function RouteEdge({ id, data, source, target }: EdgeProps<CanvasEdge>) {
  const session = useSession();
  const [near, setNear] = useState(false);
  const selected = useView(
    view => data?.edge != null && view.selection?.kind === 'edge' && view.selection.edge === id,
  );
  const beside = useView(({ selection }) =>
    selection?.kind === 'steps'
      ? selection.steps.includes(source) && selection.steps.includes(target)
      : selection?.kind === 'step' && [source, target].includes(selection.step),
  );
  const taken = useView(view => data?.all.some(one => takenNow(view).has(one.id)) ?? false);
  const pending = useView(view =>
    view.pending.some(
      ({ site }) => site.kind === 'edge' && site.from === data?.edge?.from && site.to === data?.edge?.to,
    ),
  );
  const editable = useView(view => whyReadOnly(view.snapshot) === null);
  const first = data?.all[0];
  const kind = first?.kind;
  const items = useView(view =>
    kind === 'fanout' ? (view.snapshot?.run?.steps[target]?.total ?? null) : null,
  );
  const isShown = near || selected;
  const flowing = useView(view =>
    isShown && view.picture ? carriedBy(view.picture.graph, allDataOf(view.snapshot)) : null,
  );
  const carried = flowing && [...new Set(data?.all.flatMap(one => flowing.get(one.id) ?? []))];
  const lit = useView(({ artifact, picture, snapshot }) =>
    artifact === null || !picture
      ? undefined
      : data?.all.some(one => carriedBy(picture.graph, allDataOf(snapshot)).get(one.id)?.includes(artifact)),
  );
  const change = useView(view => {
    const [one, ...others] = (data?.all ?? []).map(each => edgeChangeOf(view.snapshot, each)?.kind ?? null);
    return others.every(other => other === one) ? (one ?? null) : 'changed';
  });
  const path = useMemo(() => roundedPath(data?.route.points ?? []), [data?.route.points]);
  if (!data) return null;

  const { edge, route, when } = data;
  const title = titleOf(data, source);
  const hover = { onPointerEnter: () => setNear(true), onPointerLeave: () => setNear(false) };
  const middle = route.label
    ? { x: route.label.x + route.label.width / 2, y: route.label.y + route.label.height / 2 }
    : middleOf(route.points);
  const text = first ? edgeText(first) : (when ?? '');
  const insertable = editable && edge !== null && near && change !== 'removed';

  return (
    <>
      <g
        className="edge"
        data-edge={id}
        data-kind={kind ?? (when === null ? 'unknown' : 'end')}
        data-loop={first?.loop ?? false}
        data-unreached={first?.unreached ?? false}
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
        {first && <path className="edge-reach react-flow__edge-interaction" d={path} />}
      </g>
      {carried && carried.length > 0 && (
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
      {first && (text !== '' || kind === 'fanout' || insertable) && (
        <EdgeLabelRenderer>
          <div
            className="edge-label nodrag nopan"
            data-edge-label={id}
            data-selected={selected}
            data-taken={taken}
            data-loop={first.loop}
            data-unreached={first.unreached ?? false}
            style={{
              transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)`,
              maxWidth: route.label?.width,
            }}
            {...hover}
          >
            {(text !== '' || kind === 'fanout') && (
              <button
                type="button"
                className="edge-words"
                tabIndex={-1}
                title={first.unreached ? title : (first.condition ?? title)}
                onClick={() => {
                  if (edge) session.select({ kind: 'edge', edge: id });
                  session.lens?.focus();
                }}
                onContextMenu={event => {
                  event.preventDefault();
                  if (!edge) return;
                  const target = { kind: 'edge', edge: id } as const;
                  session.select(target);
                  session.store.setState({
                    sheet: { kind: 'menu', x: event.clientX, y: event.clientY, target },
                  });
                }}
              >
                {text !== '' && (
                  <span className="edge-pill">
                    {first.loop && icons.loop}
                    <span className="edge-text">{text}</span>
                  </span>
                )}
                {kind === 'fanout' && (
                  <span className="edge-count">× {items === null ? 'N' : count(items)}</span>
                )}
              </button>
            )}
            {insertable && edge && (
              <button
                type="button"
                className="edge-insert"
                data-alone={text === '' && kind !== 'fanout'}
                tabIndex={-1}
                aria-label={`Insert a step between ${edge.from} and ${edge.to}`}
                title="Insert a step here (A)"
                onClick={event => {
                  event.stopPropagation();
                  session.select({ kind: 'edge', edge: id });
                  begin(session, editById('insertStep'), { kind: 'edge', from: edge.from, to: edge.to });
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

function titleOf({ all, when }: RouteData, step: string): string {
  if (all.length > 0) return titles(all);
  if (when === null) return `Where ${step} goes from here is decided only when it runs.`;
  return `${step} ${endWords({ ends: [when === '' ? null : when] })}.`;
}

const mostTitles = 8;

/** Each that a line stands for. */
function titles(all: readonly NamedEdge[]): string {
  const more = all.length - mostTitles;
  return [...all.slice(0, mostTitles).map(edgeTitle), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
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
