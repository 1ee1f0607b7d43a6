import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { oneLineOf } from '../../../server/parse/one-line.js';

const cases: readonly (readonly [code: string, line: string])[] = [
  ['this.a\n    && this.b', 'this.a && this.b'],
  ["this.word === 'a  b'   &&  x", "this.word === 'a  b' && x"],
  ['`a  b\n$' + '{ this.n   + 1 }  c` === x', '`a  b\n$' + '{ this.n + 1 }  c` === x'],
  ['/a  b\\/\\/c/.test(\n  this.word,\n)', '/a  b\\/\\/c/.test( this.word, )'],
  ['this.a && // big\n  this.b', 'this.a && /* big */ this.b'],
  ['this.a && // ends */ here\r\n  this.b', 'this.a && /* ends * / here */ this.b'],
  ["this.a && /* 'one'\n two */ this.b", "this.a && /* 'one' two */ this.b"],
  ["'//  no' === this.word", "'//  no' === this.word"],
];

test.for(cases)('%s', ([code, line]) => {
  const tree = ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest, true);
  const [statement] = tree.statements;
  if (!statement || !ts.isExpressionStatement(statement)) throw new Error('no expression');
  expect(oneLineOf(statement.expression, tree)).toBe(line);
});
