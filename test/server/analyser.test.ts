/** What is known of a text that an edit has made is what reading it once more tells. */
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { GraphEdit } from '../../runtime/model/edit.js';
import { Analyser, type Analysis } from '../../server/analyser.js';
import { editOf } from '../../server/features/edits.js';
import { flowText } from './flowText.js';

const uri = 'untitled:f.ts';
const text = flowText(
  'start() { return this.next(this.a, this.b); }',
  'a() { if (this.x > 1) return this.next(this.j); return this.next(this.j); }',
  'b() { return this.next(this.j); }',
  'j(inputs: Inputs<this>) { log(inputs.b); return this.next(this.end); }',
  'end() {}',
);
const edits: readonly GraphEdit[] = [
  { kind: 'addStep', after: 'a', before: 'j', name: 'added' },
  { kind: 'deleteStep', step: 'end' },
  { kind: 'setOption', step: 'a', option: 'retry', value: '2' },
  { kind: 'connectWhen', from: 'end', to: 'start', condition: 'this.x > 7' },
  { kind: 'describeStep', step: 'a', text: 'Said.' },
  { kind: 'addArtifact', name: 'rows', type: 'number[]', value: '[]' },
  { kind: 'duplicateSteps', steps: ['a', 'b'] },
];

const document = (version: number, content: string) =>
  TextDocument.create(uri, 'typescript', version, content);

function told(analysis: Analysis | null) {
  if (analysis === null) return null;
  const { snapshot, parsed, unchangedSince, text: content, version } = analysis;
  return { snapshot, problems: parsed.problems, unchangedSince, content, version };
}

test.each(edits)('$kind', edit => {
  const [analyser, fresh] = [new Analyser(), new Analyser()];
  const before = analyser.analyse(document(1, text))!;
  fresh.analyse(document(1, text));
  let made = '';
  const result = editOf(before, { uri, flow: 'F', version: 1, edit }, (content, parsed) => {
    made = content;
    analyser.expect(before, content, parsed);
  });
  expect(result).toMatchObject({ ok: true });
  const after = analyser.analyse(document(2, made))!;
  expect(told(after)).toEqual(told(fresh.analyse(document(2, made))));
  // Whatever else is written is read.
  const typed = `${made}// typed\n`;
  expect(told(analyser.analyse(document(3, typed)))).toEqual(told(fresh.analyse(document(3, typed))));
});

test('a text that is another than was expected is read', () => {
  const analyser = new Analyser();
  const before = analyser.analyse(document(1, text))!;
  editOf(before, { uri, flow: 'F', version: 1, edit: edits[1]! }, (content, parsed) =>
    analyser.expect(before, content, parsed),
  );
  const after = analyser.analyse(document(2, `// typed\n${text}`))!;
  expect(after.parsed.flows[0]?.graph).toEqual(before.parsed.flows[0]?.graph);
});
