/**
 * Every edit of a flow's graph, declared once: what it is called, where it is made, what is asked for, by which key. The palette, the menus,
 * the keyboard, the list of keys and the documentation read this table.
 */
import type { EditDeclaration, EditId } from './edits/declaration.js';
import { edgeEdits } from './edits/edges.js';
import { fieldEdits } from './edits/fields.js';
import { optionEdits } from './edits/options.js';
import { severalEdits } from './edits/several.js';
import { shapeEdits } from './edits/shape.js';
import { stepEdits } from './edits/steps.js';

export type { Ask, EditDeclaration, EditGroup, EditId, Site } from './edits/declaration.js';

export const edits: readonly EditDeclaration[] = [
  ...stepEdits,
  ...severalEdits,
  ...edgeEdits,
  ...shapeEdits,
  ...optionEdits,
  ...fieldEdits,
];

export function editById(id: EditId): EditDeclaration {
  const found = edits.find(each => each.id === id);
  if (!found) throw new Error(`There is no edit ${id}.`);
  return found;
}

/** Gives a declaration whose parts know their site the form in which all are read. */
