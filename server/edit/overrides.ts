import type { ts } from 'ts-morph';
import type { Parsed } from '../parse/parsed.js';
import { isScript } from '../parse/source.js';
import { methodOf } from './nodes.js';
import { givenBy } from './resultType.js';

/** A step that always goes on, and one of a class of the same file that overrides it and may end. */
export interface Narrowed {
  readonly step: string;
  readonly base: string;
  readonly heir: string;
}

/** Where TypeScript finds that what a step gives is none of what the one that it overrides gives. */
export function narrowedIn(parsed: Parsed): Narrowed[] {
  const { tree, classes } = parsed;
  if (tree === null || isScript(tree.fileName)) return [];
  const own = classes.flatMap(({ graph, steps }) =>
    steps.filter(step => step.own).map(step => ({ step, flow: graph.flow })),
  );
  const given = (one: (typeof own)[number]) => {
    const method: ts.MethodDeclaration | null = methodOf({ tree }, one.step);
    return method && givenBy(one.step, method, tree);
  };
  return own.flatMap(heir => {
    const bases = parsed.declarations(heir.flow, heir.step.name).filter(span => !span.elsewhere);
    if (bases.length < 2 || !given(heir)?.nothing) return [];
    return own
      .filter(base => base !== heir && bases.some(({ start }) => start === base.step.nameSpan.start))
      .filter(base => given(base)?.nothing === false)
      .map(base => ({ step: heir.step.name, base: base.flow, heir: heir.flow }));
  });
}
