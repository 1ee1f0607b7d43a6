/** Keeps the picture on the canvas in step with the host's newest graph. */

import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { folded, type Shown } from '../../state/folded.js';
import { foldsAt } from '../../state/folds.js';
import { headOf } from '../../state/selection.js';
import type { Session } from '../../state/session.js';
import { graphOf, placeOf } from '../../state/subject.js';
import { drawn } from '../../state/view.js';
import { anchored } from './anchor.js';
import { type Arrange, newestOnly } from './engine.js';
import type { Direction, Layout } from './geometry.js';
import { layoutInput, shapeOf, type TextMeasure } from './input.js';
import { readLayout } from './output.js';

/**
 * The old picture stays until the new layout is there. A graph that has the steps and edges of the one that is shown is drawn at once, where
 * that one stands: what it says need not wait for room to be made. Where it differs only in what needs no new layout (a doc, an option), that is all.
 */
export function keepPicture(session: Session, arrange: Arrange, measure: TextMeasure): void {
  const newest = newestOnly(async ({ input, shown, direction }: Job) =>
    readLayout(await arrange(input), shown.graph, direction),
  );
  let asked: { graph: Graph; shown: Shown; place: string; direction: Direction } | null = null;
  let failed = false;
  let laid: { place: string; key: string; shape: string; layout: Layout } | null = null;

  session.store.subscribe(() => void follow());

  async function follow(): Promise<void> {
    const { snapshot, preferences, layoutError, folds } = session.store.getState();
    const graph = graphOf(snapshot);
    if (!snapshot || !graph) {
      asked = null;
      return;
    }
    const { direction } = preferences;
    const place = placeOf(snapshot.subject);
    const shown = folded(graph, foldsAt(folds, place));
    const same =
      asked?.shown === shown &&
      asked.graph === graph &&
      asked.direction === direction &&
      asked.place === place;
    // After a failure it tries again when the message was put away, and when there is something else to draw.
    if (same && !(failed && layoutError === null)) return;
    failed = false;
    const wanted = { graph, shown, place, direction };
    asked = wanted;
    const input = layoutInput(shown.graph, direction, measure);
    // The engine writes its answer into the input, so both must be taken before.
    const key = JSON.stringify(input);
    const shape = shapeOf(input);
    if (laid?.place === place && laid.shape === shape) {
      const { layout } = laid;
      session.store.setState(view => drawn(view, { place, graph, shown, layout }));
      if (laid.key === key) return;
    }
    try {
      const fresh = await newest({ input, shown, direction });
      if (fresh === null || asked !== wanted) return;
      const layout = inPlace(fresh, place, shown);
      laid = { place, key, shape, layout };
      session.store.setState(view => drawn(view, { place, graph, shown, layout }));
    } catch (error) {
      if (asked !== wanted) return;
      failed = true;
      session.store.setState({ layoutError: error instanceof Error ? error.message : String(error) });
    }
  }

  function inPlace(layout: Layout, place: string, shown: Shown): Layout {
    const { picture, selection, snapshot } = session.store.getState();
    if (picture?.place !== place) return layout;
    const held = [headOf(selection), snapshot?.activeStep ?? null];
    return anchored(
      layout,
      picture.layout,
      // What is folded or opened stays where the first of its steps is.
      held.filter(step => step !== null).map(step => shown.nodeOf(step)),
    );
  }
}

interface Job {
  readonly input: ElkNode;
  readonly shown: Shown;
  readonly direction: Direction;
}

/** Measures with the fonts the view really uses. */
export function screenMeasure(): TextMeasure {
  const context = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(document.body);
  const editor = style.getPropertyValue('--vscode-editor-font-family').trim() || 'monospace';
  const interfaceFont = style.fontFamily || 'sans-serif';
  const width = (font: string, text: string) => {
    if (!context) return text.length * 7;
    context.font = font;
    return Math.ceil(context.measureText(text).width);
  };
  return {
    name: text => width(`600 13px ${interfaceFont}`, text),
    label: text => width(`11px ${editor}`, text),
  };
}
