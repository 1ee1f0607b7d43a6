import { ts } from 'ts-morph';
import type { ArtifactField } from '../../runtime/model/data.js';
import { classOf, memberName } from '../edit/nodes.js';
import { docOf } from '../parse/docs.js';
import type { Parsed } from '../parse/parsed.js';

/** So long code is looked at, and changed, where it stands. */
const longest = 2_000;

/** The fields of a flow's own class that steps leave for others, in the order of the text. */
export function artifactFields({ tree, classes }: Parsed, name: string): readonly ArtifactField[] {
  const flow = classes.find(({ graph }) => graph.flow === name);
  if (!tree || !flow) return [];
  const parameters = new Set(flow.graph.parameters.map(({ name }) => name));
  return (classOf({ tree, flow })?.members ?? []).flatMap(member => {
    const name = ts.isPropertyDeclaration(member) ? memberName(member) : null;
    if (!ts.isPropertyDeclaration(member) || name === null || parameters.has(name) || isNoArtifact(member))
      return [];
    const code = (node: ts.Node | undefined) =>
      node === undefined || node.end - node.getStart(tree) > longest ? null : node.getText(tree);
    const type = member.type ?? ts.getJSDocType(member);
    return [{ name, type: code(type), value: code(member.initializer), doc: docOf(member) }];
  });
}

/** It belongs to the class, or to no run. */
function isNoArtifact({ name, modifiers }: ts.PropertyDeclaration): boolean {
  return (
    ts.isPrivateIdentifier(name) ||
    (modifiers?.some(
      ({ kind }) => kind === ts.SyntaxKind.StaticKeyword || kind === ts.SyntaxKind.DeclareKeyword,
    ) ??
      false)
  );
}
