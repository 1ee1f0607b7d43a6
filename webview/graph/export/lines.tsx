/** The lines of an exported picture, and what stands at the ends of those that lead to no step. */

import type { Route, Stub } from '../canvas/layout/geometry.js';
import { edgeText } from '../canvas/layout/input.js';
import { middleOf, roundedPath } from '../canvas/layout/path.js';
import type { NamedEdge } from '../state/edges.js';
import type { Colours } from './colours.js';
import type { Shorten } from './shorten.js';

interface Drawn {
  /** The arrow's id. */
  readonly head: string;
  readonly colours: Colours;
}

interface LineProps extends Drawn {
  readonly edge: NamedEdge;
  readonly route: Route;
  readonly shorten: Shorten;
}

export function Line({ edge, route, head, colours, shorten }: LineProps) {
  const text = [edge.kind === 'fanout' ? '× N' : '', edgeText(edge)].filter(part => part !== '').join('  ');
  const dashes = edge.unreached ? '1.5 4' : edge.loop ? '5 4' : undefined;
  return (
    <g>
      <path
        d={roundedPath(route.points)}
        fill="none"
        stroke={colours.edge}
        strokeWidth={edge.kind === 'fanout' ? 2.5 : 1.5}
        strokeDasharray={dashes}
        markerEnd={`url(#${head})`}
      />
      <Words text={text} route={route} colours={colours} shorten={shorten} />
    </g>
  );
}

/** The `?` that stands for wherever a transition leads that can't be read from the code. */
export function UnknownWay({ stub: { box, route }, head, colours }: Drawn & { readonly stub: Stub }) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return (
    <g stroke={colours.edge} fill="none" strokeDasharray="3 3">
      <path d={roundedPath(route.points)} markerEnd={`url(#${head})`} />
      <circle cx={x} cy={y} r={box.width / 2 - 1} fill={colours.card} />
      <text x={x} y={y + 4} textAnchor="middle" fontSize="12" stroke="none" fill={colours.text}>
        ?
      </text>
    </g>
  );
}

interface EndProps extends Drawn {
  readonly stub: Stub;
  /** When it comes to that. */
  readonly when: string;
  readonly shorten: Shorten;
}

/** The end that the flow comes to at a step which goes on at other times. */
export function End({ stub: { box, route }, when, head, colours, shorten }: EndProps) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return (
    <g>
      <g stroke={colours.edge} strokeWidth={1.5} fill="none">
        <path d={roundedPath(route.points)} markerEnd={`url(#${head})`} />
        <circle cx={x} cy={y} r={box.width / 2 - 1} fill={colours.card} />
      </g>
      <circle cx={x} cy={y} r={4} fill={colours.edge} />
      <Words text={when} route={route} colours={colours} shorten={shorten} />
    </g>
  );
}

interface WordsProps {
  readonly text: string;
  readonly route: Route;
  readonly colours: Colours;
  readonly shorten: Shorten;
}

/** What a line says, on it. */
function Words({ text, route, colours, shorten }: WordsProps) {
  if (text === '') return null;
  const middle = route.label
    ? { x: route.label.x + route.label.width / 2, y: route.label.y + route.label.height / 2 }
    : middleOf(route.points);
  const said = shorten(text, Math.max(40, (route.label?.width ?? 80) - 16), 'code');
  // Letters of the code font are about so wide.
  const half = ([...said].length * 6.7) / 2 + 8;
  return (
    <>
      <rect
        x={middle.x - half}
        y={middle.y - 9}
        width={half * 2}
        height="18"
        rx="9"
        fill={colours.page ?? colours.card}
        stroke={colours.line}
      />
      <text
        x={middle.x}
        y={middle.y + 4}
        textAnchor="middle"
        fontSize="11"
        fontFamily="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
        fill={colours.text}
      >
        {said}
      </text>
    </>
  );
}
