import type { Edge } from '../model/graph.js';
import { edgeWords, type GraphDiff, isEqual } from '../model/graph-diff.js';
import { visible } from '../model/visible-text.js';
import type { Changes } from './changes.js';
import { paint } from './paint.js';

const signs = {
  added: ['green', '+'],
  removed: ['red', '-'],
  changed: ['yellow', '~'],
} as const;

/** The changes as a page: a line for each step, edge and parameter. */
export function changesText({ diff, against }: Changes): string {
  const head = `${diff.flow}, compared with ${against}\n`;
  if (isEqual(diff)) return `${head}  nothing has changed\n`;
  return head + [...stepLines(diff), ...edgeLines(diff), ...parameterLines(diff)].join('');
}

function line(kind: keyof typeof signs, what: string, words = ''): string {
  const [colour, sign] = signs[kind];
  return `${paint(colour, `${sign} ${visible(what)}`)}${words === '' ? '' : `  ${visible(words)}`}\n`;
}

function stepLines({ steps }: GraphDiff): string[] {
  return steps.map(change => {
    if (change.kind !== 'changed') return line(change.kind, `step ${change.step.name}`);
    const words = [...change.structure, ...(change.code ? ['other code'] : [])];
    return line('changed', `step ${change.step.name}`, words.join('; '));
  });
}

function edgeLines({ edges }: GraphDiff): string[] {
  return edges.map(change => {
    const { edge } = change;
    return change.kind === 'changed'
      ? line('changed', `${edge.from} → ${edge.to}`, edgeWords(change))
      : line(change.kind, `${edge.from} → ${edge.to}`, wayOf(edge));
  });
}

function wayOf({ kind, condition }: Edge): string {
  return [kind === 'fanout' ? 'for each' : '', condition === null ? '' : `when ${condition}`]
    .filter(part => part !== '')
    .join(', ');
}

function parameterLines({ parameters }: GraphDiff): string[] {
  return parameters.map(change =>
    line(
      change.kind,
      `parameter ${change.name}`,
      change.kind === 'changed' ? change.structure.join('; ') : '',
    ),
  );
}
