import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { flowSnippetAt } from '../../../server/features/flowSnippet.js';
import { parseFlows } from '../../../server/parse/flows.js';

/** The text once the snippet is taken at the cursor, written `|`, with its stops filled in; null when none is offered. */
function taken(marked: string, uri = 'file:///work/train-model.flow.ts'): string | null {
  const at = marked.indexOf('|');
  const document = TextDocument.create(uri, 'typescript', 1, marked.replace('|', ''));
  const [item, more] = flowSnippetAt(document, document.positionAt(at));
  if (!item) return null;
  expect(more).toBeUndefined();
  const start = /\w*$/.exec(marked.slice(0, at))!.index;
  const newText = item
    .insertText!.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll('$0', '')
    .replaceAll('\t', '  ');
  const range = { start: document.positionAt(start), end: document.positionAt(at) };
  return TextDocument.applyEdits(document, [...item.additionalTextEdits!, { range, newText }]);
}

const flow = (name: string) => `/** What it does. */
export class ${name} extends Flow {
  @step() start() {
    
    return this.next(this.end);
  }

  @step() end() {}
}`;

test.each<[string, string, string]>([
  ['in an empty file', '|', `import { Flow, step } from 'stepwell';\n\n${flow('TrainModelFlow')}`],
  ['half written', 'flo|', `import { Flow, step } from 'stepwell';\n\n${flow('TrainModelFlow')}`],
  [
    'behind other imports, in their style',
    'import x from "x"\n\nflow|\n',
    `import { Flow, step } from "stepwell"\nimport x from "x"\n\n${flow('TrainModelFlow')}\n`,
  ],
  [
    'beside a flow there is',
    `import { Flow } from 'stepwell';\nabstract class A extends Flow {}\n|`,
    `import { Flow, step } from 'stepwell';\nabstract class A extends Flow {}\n${flow('TrainModelFlow')}`,
  ],
  [
    'where only types are imported',
    "import type { Inputs } from 'stepwell';\n|",
    `import { Flow, step } from 'stepwell';\nimport type { Inputs } from 'stepwell';\n${flow('TrainModelFlow')}`,
  ],
  [
    'where all is there',
    "import { type Inputs, step, Flow } from 'stepwell';\n|",
    `import { type Inputs, step, Flow } from 'stepwell';\n${flow('TrainModelFlow')}`,
  ],
  [
    'behind the first line of a script',
    '#!/usr/bin/env node\nconst a = 1;\n|',
    `#!/usr/bin/env node\nimport { Flow, step } from 'stepwell';\n\nconst a = 1;\n${flow('TrainModelFlow')}`,
  ],
])('%s', (_what, marked, expected) => {
  const text = taken(marked);
  expect(text).toBe(expected);
  expect(parseFlows(text!, 'f.ts').problems).toEqual([]);
});

test.each([
  ['in a function', 'function f() {\n|\n}'],
  ['in a comment', '/*\n|\n*/'],
  ['in a template', 'const a = `\n|\n`;'],
  ['in a class', 'class A {\n|\n}'],
  ['in the middle of a line', 'const a = |'],
  ['before something else', '| = 1;'],
  ['behind a dot', 'a.|'],
])('not %s', (_what, marked) => {
  expect(taken(marked)).toBeNull();
});

test.each([
  ['untitled:Untitled-1', 'MyFlow'],
  ['file:///work/index.ts', 'MyFlow'],
  ['file:///work/2nd.flow.ts', 'MyFlow'],
  ['file:///work/bad%E0%A4%A.ts', 'MyFlow'],
  ['file:///work/nightlyFlow.ts', 'NightlyFlow'],
  ['file:///work/clean%20the_data.flow.ts', 'CleanTheDataFlow'],
])('is named after its file: %s', (uri, name) => {
  expect(taken('|', uri)).toContain(`export class ${name} extends Flow`);
});
