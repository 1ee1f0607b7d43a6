import { ts } from 'ts-morph';

/** What a run of its own has others of than the run around it. */
const ofTheRun: ReadonlySet<string> = new Set([
  'flow',
  'run',
  'step',
  'task',
  'index',
  'iteration',
  'originRun',
  'tags',
]);

/** Why a step would not do the same in a run of another flow, as the rest of a sentence that begins with its name; null where it would, as far as can be seen. */
export function whyNotElsewhere(method: ts.MethodDeclaration): string | null {
  let why: string | null = null;
  const visit = (node: ts.Node): void => {
    if (why !== null) return;
    if (ts.isDeleteExpression(node)) why = 'deletes something, which a run can’t hand back';
    else if (node.kind === ts.SyntaxKind.ThisKeyword) why = whyNotThis(node);
    if (why === null) ts.forEachChild(node, visit);
  };
  ts.forEachChild(method, visit);
  return why;
}

function whyNotThis(node: ts.Node): string | null {
  const { parent } = node;
  if (ts.isElementAccessExpression(parent)) return null;
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name)) return null;
  if (!ts.isPropertyAccessExpression(parent)) return 'hands the flow itself on, which would be another one';
  if (parent.name.text !== 'current') return null;
  const asked = parent.parent;
  const name = ts.isPropertyAccessExpression(asked) && asked.expression === parent ? asked.name.text : null;
  if (name !== null && !ofTheRun.has(name)) return null;
  return `asks for 'this.current${name === null ? '' : `.${name}`}', which is another in a run of its own`;
}
