/** Keeps the picture on the canvas in step with the host's newest graph. */

import type { Graph } from '../../../../runtime/model/graph.js';
import { layered } from '../../../../runtime/model/layered/layered.js';
import { folded, type Shown } from '../../state/folded.js';
import { foldsAt } from '../../state/folds.js';
import { headOf } from '../../state/selection.js';
import type { Session } from '../../state/session.js';
import { graphOf, placeOf } from '../../state/subject.js';
import { drawn } from '../../state/view.js';
import { anchored } from './anchor.js';
import type { Direction, Layout } from './geometry.js';
import { planOf, type TextMeasure } from './input.js';
import { readLayout } from './output.js';

/** Lays out what is new, and keeps the layout where the graph differs only in what needs no other one (a doc, an option). */
export function keepPicture(session: Session, measure: TextMeasure): void {
  let asked: { graph: Graph; shown: Shown; place: string; direction: Direction; wraps: boolean } | null =
    null;
  let laid: { place: string; key: string; layout: Layout } | null = null;

  session.store.subscribe(follow);

  function follow(): void {
    const { snapshot, preferences, folds } = session.store.getState();
    const graph = graphOf(snapshot);
    if (!snapshot || !graph) {
      asked = null;
      return;
    }
    const { direction, wraps } = preferences;
    const place = placeOf(snapshot.subject);
    const shown = folded(graph, foldsAt(folds, place));
    if (
      asked?.shown === shown &&
      asked.graph === graph &&
      asked.direction === direction &&
      asked.wraps === wraps &&
      asked.place === place
    )
      return;
    asked = { graph, shown, place, direction, wraps };
    const plan = planOf(shown.graph, direction, measure, wraps);
    const key = JSON.stringify(plan);
    if (laid?.place !== place || laid.key !== key) {
      const layout = inPlace(readLayout(layered(plan), shown.graph, plan), place, shown);
      laid = { place, key, layout };
    }
    const { layout } = laid;
    session.store.setState(view => drawn(view, { place, graph, shown, layout }));
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
