import { ts } from 'ts-morph';
import type { ParsedFlow, ParsedStep } from './parsed.js';

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
  const tokens: string[] = [];
  const visit = (node: ts.Node): void => {
    const from = node.getStart(tree) - prefix.length + start;
    const until = node.end - prefix.length + start;
    const way = ways.find(span => from >= span.start && until <= span.end && until > from);
    // Semicolons come and go with the style.
    if (way) tokens.push('→');
    else if (node.kind === ts.SyntaxKind.SemicolonToken || ts.isJSDoc(node)) return;
    else if (node.getChildCount(tree) > 0) node.getChildren(tree).forEach(visit);
    else if (node.end > node.getStart(tree)) tokens.push(node.getText(tree));
  };
  visit(tree);
  return tokens.join(' ').replaceAll('\r\n', '\n');
}
