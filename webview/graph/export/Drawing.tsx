/** The flow as a drawing by itself, all of it: nothing in it needs the page's styles. */
import { whenItEnds } from '../../../runtime/model/ends.js';
import type { Step } from '../../../runtime/model/graph.js';
import { sumOf } from '../../../runtime/model/overlay.js';
import { icons, kindIcons, kindWords } from '../../shared/icons.js';
import { segments, stateText, stepState } from '../../shared/progress.js';
import type { Box, Direction } from '../canvas/layout/geometry.js';
import type { ViewSnapshot } from '../protocol.js';
import { namedEdges } from '../state/edges.js';
import { foldNote, foldTitle, overlaysIn } from '../state/fold-words.js';
import { partOf, partWords } from '../state/part.js';
import type { Region } from '../state/regions.js';
import { fanOutDepths } from '../state/scopes.js';
import type { Picture } from '../state/view.js';
import type { Colours } from './colours.js';
import { End, Line, UnknownWay } from './lines.js';
import type { Shorten } from './shorten.js';

interface DrawingProps {
  readonly picture: Picture;
  readonly snapshot: ViewSnapshot | null;
  readonly colours: Colours;
  readonly shorten: Shorten;
}

export const drawingMargin = 24;

export function Drawing({ picture, snapshot, colours, shorten }: DrawingProps) {
  const { graph: flow, shown, layout } = picture;
  const { graph } = shown;
  const [width, height] = [layout.width + 2 * drawingMargin, layout.height + 2 * drawingMargin];
  const depths = fanOutDepths(flow);
  const head = `sw-arrow-${colours.edge.slice(1)}`;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={Math.ceil(width)}
      height={Math.ceil(height)}
      viewBox={`${layout.x - drawingMargin} ${layout.y - drawingMargin} ${width} ${height}`}
      fontFamily="-apple-system, 'Segoe UI', system-ui, 'Ubuntu', 'Noto Sans', sans-serif"
      role="img"
    >
      <title>{shorten(graph.flow, Number.POSITIVE_INFINITY, 'name')}</title>
      <defs>
        <marker
          id={head}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0.5 0.8 7 4 0.5 7.2z" fill={colours.edge} />
        </marker>
      </defs>
      {colours.page !== null && (
        <rect
          x={layout.x - drawingMargin}
          y={layout.y - drawingMargin}
          width={width}
          height={height}
          fill={colours.page}
        />
      )}
      {namedEdges(graph).map(edge => {
        const route = layout.routes.get(edge.id);
        return (
          route && (
            <Line key={edge.id} edge={edge} route={route} head={head} colours={colours} shorten={shorten} />
          )
        );
      })}
      {[...layout.unknown].map(([step, stub]) => (
        <UnknownWay key={step} stub={stub} head={head} colours={colours} />
      ))}
      {graph.steps.map(step => {
        const stub = layout.ends.get(step.name);
        return (
          stub && (
            <End
              key={step.name}
              stub={stub}
              when={whenItEnds(step) ?? ''}
              head={head}
              colours={colours}
              shorten={shorten}
            />
          )
        );
      })}
      {graph.steps.map(step => {
        const box = layout.steps.get(step.name);
        return (
          box && (
            <Card
              key={step.name}
              step={step}
              box={box}
              region={shown.folds.get(step.name)}
              isStacked={(depths.get(step.name) ?? 0) > 0}
              direction={layout.direction}
              snapshot={snapshot}
              colours={colours}
              shorten={shorten}
            />
          )
        );
      })}
    </svg>
  );
}

interface CardProps {
  readonly step: Step;
  /** What is folded into it. */
  readonly region: Region | undefined;
  readonly box: Box;
  readonly isStacked: boolean;
  readonly direction: Direction;
  readonly snapshot: ViewSnapshot | null;
  readonly colours: Colours;
  readonly shorten: Shorten;
}

function Card({ step, region, box, isStacked, direction, snapshot, colours, shorten }: CardProps) {
  const { x, y, width, height } = box;
  const run = snapshot?.run?.steps;
  const inside = region && overlaysIn(region, run);
  const overlay = inside ? (sumOf(inside) ?? undefined) : run?.[step.name];
  const state = overlay && stepState(overlay);
  const part = partOf(snapshot, step.name);
  const ring = state && state !== 'queued' && state !== 'cancelled' ? colours.states[state] : colours.line;
  const tone = colours.kinds[step.kind];
  const round = !region && (step.start || step.kind === 'terminal') ? height / 2 : 8;
  const firstLine = step.doc.split('\n', 1)[0] ?? '';
  const ownNote = overlay ? stateText(overlay) : (partWords[part] ?? (firstLine || kindWords[step.kind]));
  const note = region && inside ? foldNote(region, inside) : ownNote;
  const card = { width, height, rx: round, fill: colours.card, stroke: ring };
  return (
    <g opacity={part === 'unreached' || part === 'absent' ? 0.6 : undefined}>
      {isStacked && <rect x={x + 8} y={y + 8} {...card} />}
      {isStacked && <rect x={x + 4} y={y + 4} {...card} />}
      <rect x={x} y={y} {...card} />
      {region && (
        <rect x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx="5" fill="none" stroke={ring} />
      )}
      <rect
        x={x + 12}
        y={y + height / 2 - 16}
        width="32"
        height="32"
        rx={Math.min(round, 16)}
        fill={tone}
        opacity="0.14"
      />
      <g transform={`translate(${x + 19} ${y + height / 2 - 9}) scale(1.125)`} color={tone}>
        {region ? icons.folded : kindIcons[step.kind]}
      </g>
      <text x={x + 56} y={y + height / 2 - 3} fontSize="13" fontWeight="600" fill={colours.text}>
        {shorten(region ? foldTitle(region) : step.name, width - 72, 'name')}
      </text>
      <text
        x={x + 56}
        y={y + height / 2 + 14}
        fontSize="11"
        fill={state ? colours.states[state] : colours.quiet}
      >
        {shorten(note, width - 72, 'note')}
      </text>
      {overlay && (overlay.total > 1 || region) && <Bar overlay={overlay} box={box} colours={colours} />}
      <Marks step={step} box={box} direction={direction} colours={colours} />
    </g>
  );
}

function Bar({
  overlay,
  box: { x, y, width, height },
  colours,
}: {
  overlay: Parameters<typeof segments>[0];
  box: Box;
  colours: Colours;
}) {
  const room = width - 24;
  let at = x + 12;
  return segments(overlay).map(({ state, share }) => {
    const from = at;
    at += room * share;
    return (
      <rect
        key={state}
        x={from}
        y={y + height - 4}
        width={room * share}
        height="2"
        fill={colours.states[state]}
      />
    );
  });
}

function Marks({
  step,
  box: { x, y, width, height },
  direction,
  colours,
}: {
  step: Step;
  box: Box;
  direction: Direction;
  colours: Colours;
}) {
  const isDown = direction === 'DOWN';
  const into = isDown ? { x: x + width / 2, y } : { x, y: y + height / 2 };
  const out = isDown ? { x: x + width / 2, y: y + height } : { x: x + width, y: y + height / 2 };
  const bar = (at: { x: number; y: number }, long: number, fill: string) => (
    <rect
      x={at.x - (isDown ? long / 2 : 2)}
      y={at.y - (isDown ? 2 : long / 2)}
      width={isDown ? long : 4}
      height={isDown ? 4 : long}
      rx="2"
      fill={fill}
    />
  );
  return (
    <>
      {step.join && bar(into, 40, colours.kinds.join)}
      {step.kind === 'split' && bar(out, 40, colours.kinds.split)}
      {step.kind === 'fanout' && bar(out, 38, colours.kinds.fanout)}
      {step.kind === 'condition' && (
        <rect
          x={out.x - 5}
          y={out.y - 5}
          width="10"
          height="10"
          rx="1"
          fill={colours.card}
          stroke={colours.kinds.condition}
          strokeWidth="1.5"
          transform={`rotate(45 ${out.x} ${out.y})`}
        />
      )}
    </>
  );
}
