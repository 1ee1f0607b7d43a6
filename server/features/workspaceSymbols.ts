import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { WorkspaceFlow } from '../protocol.js';
import { plain } from './places.js';

/** The workspace's flows and steps whose names hold the letters of a query in their order. */
export function workspaceSymbols(flows: readonly WorkspaceFlow[], query: string): WorkspaceSymbol[] {
  return flows.flatMap(({ flow, uri, range, steps }) => [
    ...(fits(flow, query)
      ? [{ name: flow, kind: SymbolKind.Class, location: { uri, range: plain(range) } }]
      : []),
    ...steps
      .filter(({ name }) => fits(name, query))
      .map(({ name, range }) => ({
        name,
        kind: SymbolKind.Method,
        containerName: flow,
        location: { uri, range: plain(range) },
      })),
  ]);
}

function fits(name: string, query: string): boolean {
  let at = 0;
  const letters = query.toLowerCase();
  for (const letter of name.toLowerCase()) if (letter === letters[at]) at++;
  return at === letters.length;
}
