import { ts } from 'ts-morph';
import type { ParsedFlow, ParsedStep } from './parsed.js';
import { tokensOf } from './tokens.js';

/**
 * The code of each step of a flow, by name, in a form in which neither layout nor comments count, and the ways on are left out: those are the edges of its graph.
 *
 * @param text which the flow was read from
 */
export function stepCode({ steps }: ParsedFlow, text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map(step => [step.name, codeOf(step, text)]));
}

/** Stands in front of what is read, so that it is a method whatever it is called. */
const prefix = 'class C { async *m';

function codeOf({ body, nameSpan, transitions }: ParsedStep, text: string): string {
  const home = body.elsewhere?.text ?? text;
  const end = (body.elsewhere?.span ?? body).end;
  const start = (nameSpan.elsewhere?.span ?? nameSpan).end;
  const ways = transitions.map(({ span }) => span.elsewhere?.span ?? span);
  const source = `${prefix}${home.slice(start, end)} }`;
  const tree = ts.createSourceFile('step.ts', source, ts.ScriptTarget.Latest, true);
  const [method] = tree.statements;
  return tokensOf(method ?? tree, tree, node => {
    const from = node.getStart(tree) - prefix.length + start;
    const until = node.end - prefix.length + start;
    if (until > from && ways.some(span => from >= span.start && until <= span.end)) return ['→'];
    // Semicolons come and go with the style.
    return node.kind === ts.SyntaxKind.SemicolonToken ? [] : null;
  })
    .join(' ')
    .replaceAll('\r\n', '\n');
}
