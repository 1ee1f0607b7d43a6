import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser } from '../../../server/analyser.js';
import { hierarchyRoots } from '../../../server/features/callHierarchy.js';
import { codeActionsFor } from '../../../server/features/codeActions.js';
import { completionsAt } from '../../../server/features/completion.js';
import { diagnosticsOf } from '../../../server/features/diagnostics.js';
import { definitionOf, referencesOf } from '../../../server/features/navigation.js';
import { locate } from '../../../server/features/places.js';
import { renameAt } from '../../../server/features/rename.js';
import { FileModules } from '../../../server/files/file-sources.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { mutatedSource } from '../mutated.js';

type Edits = Parameters<typeof TextDocument.applyEdits>[1];

/** `applyEdits` throws for edits that overlap, and positions outside of the text would make it a different one. */
function after(document: TextDocument, edits: Edits): string {
  const length = document.getText().length;
  for (const { range } of edits) {
    expect(document.offsetAt(range.start)).toBeLessThanOrEqual(document.offsetAt(range.end));
    expect(document.offsetAt(range.end)).toBeLessThanOrEqual(length);
  }
  return TextDocument.applyEdits(document, edits);
}

test('in odd sources every answer is sound, and no mend breaks what could be read', {
  timeout: 240_000,
}, () => {
  let mends = 0;
  for (let round = 0; round < 1_500; round++) {
    const { text, random } = mutatedSource(round);
    const document = TextDocument.create('file:///f.ts', 'typescript', 1, text);
    const analysis = new Analyser().analyse(document);
    if (!analysis) continue;
    const position = document.positionAt(random(text.length + 1));
    const other = document.positionAt(Math.min(text.length, document.offsetAt(position) + random(80)));
    completionsAt(analysis, position, true);
    definitionOf(analysis, position);
    hierarchyRoots(analysis, position);
    const places = referencesOf(analysis, position, true);
    const renamed = renameAt(analysis, position, 'renamed');
    if (renamed?.ok) {
      const text = after(document, [...renamed.edits]);
      // A name in a string of an option is written without quotes nowhere.
      if (analysis.parsed.broken === null)
        expect(parseFlows(text, 'f.ts').broken, `round ${round}`).toBeNull();
    }
    expect(places.every(({ range }) => range.start.line >= 0)).toBe(true);
    const actions = codeActionsFor(
      analysis,
      { start: position, end: other },
      diagnosticsOf(analysis) ?? [],
      () => true,
    );
    for (const { title, edit } of actions) {
      if (!edit) continue;
      const [change] = edit.documentChanges!;
      const text = after(document, (change as { edits: Edits }).edits);
      mends++;
      expect(parseFlows(text, 'f.ts').broken, `round ${round}: ${title}\n${text}`).toBeNull();
    }
  }
  expect(mends).toBeGreaterThan(250);
});

const heir = `import { Flow, step, type Inputs } from 'stepwell';
import First, { F as Second } from './base.js';
export class A extends First { @step() more() { return this.next(this.end); } }
export class B extends Second { @step() fit() { return this.next(this.pick); } }
`;

test('what stands in another file is never changed in its place', { timeout: 240_000 }, () => {
  const main = TextDocument.create('file:///main.flow.ts', 'typescript', 1, heir);
  let [inherited, mends] = [0, 0];
  for (let round = 0; round < 1_500; round++) {
    const base = mutatedSource(round).text.replace('export class F ', 'export abstract class F ');
    const openText = (file: string) => (file === '/base.ts' ? { version: 1, text: base } : null);
    const analysis = new Analyser(new FileModules(openText)).analyse(main)!;
    for (const { graph, steps } of analysis.parsed.flows) {
      for (const { name, own } of steps) {
        const found = locate(analysis, { uri: main.uri, flow: graph.flow, step: name })!;
        expect(found.uri).toBe(own ? main.uri : 'file:///base.ts');
        if (own) continue;
        inherited++;
        const there = TextDocument.create(found.uri, 'typescript', 1, base);
        expect(there.getText(found.full)).toContain(there.getText(found.name));
      }
    }
    const whole = { start: main.positionAt(0), end: main.positionAt(heir.length) };
    for (const { edit } of codeActionsFor(analysis, whole, diagnosticsOf(analysis) ?? [], () => true)) {
      if (!edit) continue;
      mends++;
      const [change] = edit.documentChanges!;
      const text = after(main, (change as { edits: Edits }).edits);
      expect(text).toContain('export class A extends First {');
      expect(text).toContain('export class B extends Second {');
    }
  }
  expect(inherited).toBeGreaterThan(1_000);
  expect(mends).toBeGreaterThan(100);
});
