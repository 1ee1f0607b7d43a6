/** The nodes in rows, and with them the places where a line passes through a row, or says something in one. */
import { most } from '../extremes.js';
import type { Direction, Plan, PlanEdge, PlanNode, Size } from './plan.js';
import { type Ranks, ranked } from './ranks.js';

/** Something that takes room in a row: a node, words on a line, or a line. */
export interface Cell {
  readonly row: number;
  readonly node: PlanNode | null;
  /** `minor`: what no way on leaves its line for, which is a mark, and a way out that several share; `back`: a line that runs back. */
  kind: 'onward' | 'minor' | 'back';
  /** Of a line: the row in which the longest that has part in it begins. */
  begins: number;
  /** Its size along the flow and across it. */
  along: number;
  across: number;
  readonly up: Cell[];
  readonly down: Cell[];
  /** How many stand before it in its row. */
  place: number;
  /** Its middle, across the flow. */
  at: number;
}

export interface Grid {
  readonly direction: Direction;
  readonly rows: readonly Cell[][];
  /** Rows that hold words, and no nodes. */
  readonly isForWords: readonly boolean[];
  readonly cellOf: ReadonlyMap<string, Cell>;
  /** By edge that leads on: what its line goes through, from its source to its target. */
  readonly ways: ReadonlyMap<string, readonly Cell[]>;
  /** By edge: where its words stand. */
  readonly words: Map<string, Cell>;
  readonly ranks: Ranks;
}

/**
 * The rows, in the order in which one comes to things who takes each edge as it is given and goes on along it as far as it leads. Where edges are those of nested blocks, no lines
 * cross then. Lines to the same target that run side by side become one, as soon as they do: a flow that may come to its end from a hundred places has one line to it, not a hundred.
 */
export function gridOf({ direction, nodes, edges }: Plan): Grid {
  const ranks = ranked(nodes, edges);
  const { layerOf, onward } = ranks;
  const layer = (id: string) => layerOf.get(id) ?? 0;
  const { rowOf, isForWords } = rowsOf(ranks);
  const rows: Cell[][] = isForWords.map(() => []);
  const cellOf = new Map<string, Cell>();
  const ways = new Map<string, readonly Cell[]>();
  const words = new Map<string, Cell>();
  /** By target: the last cell in each row of a line to it. */
  const lines = new Map<string, Map<number, Cell>>();

  const nodeOf = new Map(nodes.map(node => [node.id, node]));
  const put = (row: number, node: PlanNode | null, target: string, size: Size): Cell => {
    const kind = nodeOf.get(target)?.minor ? 'minor' : 'onward';
    const cell = cellAt(row, node, size, direction, kind);
    const inRow = rows[row] ?? [];
    cell.place = inRow.push(cell) - 1;
    return cell;
  };
  const lay = (edge: PlanEdge): void => {
    const from = cellOf.get(edge.from);
    if (!from) return;
    const way = [from];
    const last = rowOf[layer(edge.to)] ?? 0;
    const line = lines.get(edge.to) ?? new Map<number, Cell>();
    lines.set(edge.to, line);
    for (let row = from.row + 1; row < last; row++) {
      const isLabelled = edge.label !== null && row === from.row + 1;
      const beside = line.get(row);
      const shared = !isLabelled && beside !== undefined && beside === rows[row]?.at(-1);
      const cell = shared ? beside : put(row, null, edge.to, (isLabelled ? edge.label : null) ?? nothing);
      if (isLabelled) words.set(edge.id, cell);
      else line.set(row, cell);
      way.push(cell);
    }
    ways.set(edge.id, way);
  };

  const comeTo = (node: PlanNode) => {
    cellOf.set(node.id, put(rowOf[layer(node.id)] ?? 0, node, node.id, node));
    return { id: node.id, next: 0 };
  };
  for (const first of nodes) {
    if (cellOf.has(first.id)) continue;
    const trail = [comeTo(first)];
    for (let at = trail.at(-1); at; at = trail.at(-1)) {
      const edge = onward.get(at.id)?.[at.next++];
      if (!edge) {
        trail.pop();
        continue;
      }
      lay(edge);
      const target = nodeOf.get(edge.to);
      if (target && !cellOf.has(edge.to)) trail.push(comeTo(target));
    }
  }
  for (const { id, to } of [...onward.values()].flat()) {
    const [way, target] = [ways.get(id), cellOf.get(to)];
    if (way && target) ways.set(id, [...way, target]);
  }
  connect([...ways.values()]);
  return { direction, rows, isForWords, cellOf, ways, words, ranks };
}

const nothing: Size = { width: 0, height: 0 };

export function cellAt(
  row: number,
  node: PlanNode | null,
  { width, height }: Size,
  direction: Direction,
  kind: Cell['kind'],
): Cell {
  const down = direction === 'DOWN';
  const [along, across] = down ? [height, width] : [width, height];
  return { row, node, kind, begins: row, along, across, up: [], down: [], place: 0, at: 0 };
}

/** Joins what follows upon each other, and tells which lines have parts in common. */
function connect(ways: readonly (readonly Cell[])[]): void {
  for (const way of ways) {
    for (const [index, cell] of way.slice(1).entries()) join(way[index] ?? cell, cell);
    for (const cell of linesOf(way)) cell.begins = Math.min(cell.begins, way[1]?.row ?? cell.row);
  }
  const users = new Map<Cell, number>();
  const onward = new Set<Cell>();
  for (const way of ways) {
    const isChoice = (way[0]?.down.length ?? 0) > 1;
    for (const cell of linesOf(way)) {
      users.set(cell, (users.get(cell) ?? 0) + 1);
      if (!isChoice) onward.add(cell);
    }
  }
  // A way out that is taken from several places is beside the flow. Branches that come together are the flow.
  for (const way of ways) {
    const own = linesOf(way).filter(cell => !onward.has(cell));
    if (own.some(cell => (users.get(cell) ?? 0) > 1)) for (const cell of own) cell.kind = 'minor';
  }
}

const linesOf = (way: readonly Cell[]) => way.slice(1, -1);

export function join(above: Cell, below: Cell): void {
  if (above.down.includes(below)) return;
  above.down.push(below);
  below.up.push(above);
}

/** Each layer has a row, and another one behind it where lines from it say something. */
function rowsOf({ layerOf, onward, back }: Ranks): { rowOf: readonly number[]; isForWords: boolean[] } {
  const layer = (id: string) => layerOf.get(id) ?? 0;
  const layers = Math.max(0, most(layerOf.values())) + 1;
  const speaking = new Set<number>();
  for (const edge of [...onward.values()].flat()) if (edge.label) speaking.add(layer(edge.from));
  // There is no row between the two of it.
  for (const { from, to, label } of back) if (label && layer(from) === layer(to) + 1) speaking.add(layer(to));
  const rowOf: number[] = [];
  const isForWords: boolean[] = [];
  for (let at = 0; at < layers; at++) {
    rowOf.push(isForWords.push(false) - 1);
    if (speaking.has(at)) isForWords.push(true);
  }
  return { rowOf, isForWords };
}
