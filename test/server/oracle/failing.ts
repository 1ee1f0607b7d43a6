import { ts } from 'ts-morph';

/**
 * The same flow once for each place at which a step that catches may fail: in its own code, and in that of each member that it may call.
 * One of its tasks fails there, on every visit, and the others don't.
 */
export function failing(text: string): string[] {
  const tree = ts.createSourceFile('made.ts', text, ts.ScriptTarget.Latest, true);
  const made = tree.statements.find(
    (one): one is ts.ClassDeclaration => ts.isClassDeclaration(one) && one.name?.text === 'Made',
  );
  const members = made?.members.filter(member => !isRunWhenMade(member)) ?? [];
  const catching = members.filter(member => optionsOf(member).includes('catch'));
  if (catching.length === 0) return [];
  const names = catching.map(member => `'${member.name?.getText(tree)}'`).join(', ');
  const places = new Set<number>();
  for (const member of members)
    if (catching.includes(member) || optionsOf(member) === '') addPlaces(member, places);
  return [...places].map(
    place =>
      `${text.slice(0, place)} if (catching.has(this.current.step) && one(this.current)) throw new Oops('caught'); ${text.slice(place)}const catching = new Set([${names}]);\n`,
  );
}

/** What stands in it is no step's: a constructor, or the value of an artifact. */
function isRunWhenMade(member: ts.ClassElement): boolean {
  return (
    ts.isConstructorDeclaration(member) || (ts.isPropertyDeclaration(member) && ts.isIdentifier(member.name))
  );
}

/** What stands in the decorator of a step; nothing for what is no step. */
function optionsOf(member: ts.ClassElement): string {
  const decorators = ts.canHaveDecorators(member) ? ts.getDecorators(member) : undefined;
  return decorators?.map(one => one.getText()).join(' ') ?? '';
}

/** Before and behind each statement, wherever it stands. */
function addPlaces(node: ts.Node, places: Set<number>): void {
  if (ts.isBlock(node) || ts.isCaseOrDefaultClause(node)) {
    for (const statement of node.statements) {
      places.add(statement.getStart());
      if (!leaves(statement)) places.add(statement.end);
    }
  }
  ts.forEachChild(node, child => addPlaces(child, places));
}

function leaves(node: ts.Node): boolean {
  return ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node);
}
