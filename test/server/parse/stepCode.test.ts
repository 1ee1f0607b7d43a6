import { expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { stepCode } from '../../../server/parse/step-code.js';
import { flowText } from '../flowText.js';

function codeOf(text: string): Readonly<Record<string, string>> {
  return stepCode(parseFlows(text, 'f.ts').flows[0]!, text);
}

const text = flowText(
  [
    'start() {',
    '    // first',
    '    if (this.x > 1) return this.next(this.a);',
    '    log(`a $' + "{this.x} b`, /'\\/{/);",
    '    return this.next(this.b);',
    '  }',
  ].join('\n'),
  'a() { return this.next(this.b); }',
  'b() {}',
);

test.each<[string, (text: string) => string]>([
  ['comments', all => all.replace('// first', '// second\n/* third */')],
  ['blanks and line ends', all => all.replaceAll('\n', '\r\n').replaceAll('{ return', '{\n\treturn')],
  ['semicolons', all => all.replace('this.next(this.b);\n', 'this.next(this.b)\n')],
  ['where it goes', all => all.replace('this.next(this.a)', 'this.next(this.b)')],
  ['what stands before the class', all => `// one more\n${all}`],
])('%s are no change of a step', (_, changed) => {
  expect(changed(text)).not.toBe(text);
  expect(codeOf(changed(text))).toEqual(codeOf(text));
});

test.each([
  ['this.x > 1', 'this.x > 2'],
  ['log(', 'console.log('],
  ['`a $', '`b $'],
  ["/'\\/{/", "/'\\/}/"],
])('%s → %s is one, of that step alone', (from, to) => {
  expect(text).toContain(from);
  const [before, after] = [codeOf(text), codeOf(text.replace(from, to))];
  expect(after.start).not.toBe(before.start);
  expect({ ...after, start: '' }).toEqual({ ...before, start: '' });
});
