import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { fileName, label, notice, passage } from '../../../extension/text/inert.js';

/**
 * Every place at which the extension hands VS Code a text to show: it is written there, or goes through extension/text. A new one that
 * does not fails here.
 */
const root = path.resolve(import.meta.dirname, '../../..');
const inert = new Set(['label', 'notice', 'passage', 'fileName', 'timeWords']);

/** Properties of what VS Code shows: items of trees and picks, options of questions, panels, links, diagnostics. */
const shown = new Set([
  'label',
  'description',
  'detail',
  'title',
  'tooltip',
  'prompt',
  'placeHolder',
  'message',
  'text',
]);
/** Of these values nothing is shown, or what makes them is held to the same in a place of its own. */
const elsewhere = new Set(['TextEdit', 'satisfies']);

interface Surface {
  readonly at: string;
  readonly what: string;
  readonly value: ts.Expression;
}

function surfacesOf(file: string): Surface[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Surface[] = [];
  const add = (what: string, value: ts.Expression | undefined) => {
    if (value === undefined) return;
    const { line } = tree.getLineAndCharacterOfPosition(value.getStart());
    found.push({ at: `${file}:${line + 1}`, what, value });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText().replace(/^.*\./s, '');
      if (/^show(?:Error|Warning|Information)Message$/.test(name)) add(name, node.arguments[0]);
      if (name === 'setStatusBarMessage') add(name, node.arguments[0]);
      // Strings in place of items are shown as they are.
      if (name === 'showQuickPick') add(name, node.arguments[0]);
    }
    if (ts.isNewExpression(node)) {
      const name = node.expression.getText();
      if (name === 'vscode.TreeItem') add(name, node.arguments?.[0]);
      if (name === 'vscode.Diagnostic') add(name, node.arguments?.[1]);
      if (name.endsWith('MarkdownString')) add('MarkdownString', node);
    }
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      shown.has(node.left.name.text)
    )
      add(node.left.name.text, node.right);
    if (ts.isPropertyAssignment(node) && shown.has(node.name.getText()) && isOfVsCode(node))
      add(node.name.getText(), node.initializer);
    if (ts.isShorthandPropertyAssignment(node) && shown.has(node.name.text) && isOfVsCode(node))
      add(node.name.text, node.name);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** What the extension says to its own views is shown by React, which escapes it; the views' own tests are those of what they are told. */
function isOfVsCode(node: ts.Node): boolean {
  return (
    !elsewhere.has(node.parent.parent.getText()) &&
    !/^extension\/(?:graph\/(?!panel|reveal)|run-view\/|output\/|runs\/task-pages)/.test(
      node.getSourceFile().fileName,
    )
  );
}

/** Written in the source, or made to do nothing. */
function isSafe(value: ts.Expression): boolean {
  if (ts.isStringLiteralLike(value)) return true;
  if (ts.isParenthesizedExpression(value)) return isSafe(value.expression);
  if (ts.isConditionalExpression(value)) return isSafe(value.whenTrue) && isSafe(value.whenFalse);
  if (ts.isTemplateExpression(value))
    return value.templateSpans.every(({ expression }) => isSafe(expression));
  if (ts.isCallExpression(value)) return inert.has(value.expression.getText()) || isSafePick(value);
  if (ts.isArrayLiteralExpression(value)) return value.elements.every(isSafe);
  // Items are made of properties, which are looked at where they are written.
  if (ts.isIdentifier(value)) return value.text === 'choices';
  return false;
}

/** Items made where they are asked for, or by a function here, whose properties are looked at by themselves. */
function isSafePick(call: ts.CallExpression): boolean {
  const name = call.expression.getText();
  if (['itemsFor', 'taskChoices', 'shownValue'].includes(name)) return true;
  const [made] = call.arguments;
  return name.endsWith('.map') && made !== undefined && ts.isArrowFunction(made) && !ts.isBlock(made.body)
    ? ts.isParenthesizedExpression(made.body) && ts.isObjectLiteralExpression(made.body.expression)
    : false;
}

const files = globSync('extension/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/'));
const surfaces = files.flatMap(surfacesOf);

test('there are surfaces of every kind', () => {
  const kinds = new Set(surfaces.map(({ what }) => what));
  for (const kind of [
    'showErrorMessage',
    'showWarningMessage',
    'showQuickPick',
    'vscode.TreeItem',
    'vscode.Diagnostic',
    'tooltip',
    'prompt',
  ])
    expect(kinds).toContain(kind);
});

test('whatever VS Code is told to show goes through extension/text', () => {
  const open = surfaces.filter(({ value }) => !isSafe(value));
  expect(open.map(({ at, what, value }) => `${at} ${what}: ${value.getText()}`)).toEqual([]);
});

test('the view sets no HTML', () => {
  const named = globSync('webview/**/*.{ts,tsx}', { cwd: root }).filter(file =>
    /dangerouslySetInnerHTML|\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(/.test(
      readFileSync(path.join(root, file), 'utf8'),
    ),
  );
  expect(named).toEqual([]);
});

/** As VS Code's `parseLinkedText` reads messages, and its labels read icons. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\([\w-]+(?:~\w+)?\)/;

describe.each([
  'see [details](command:workbench.action.quit)',
  '[a](https://example.org "title") [b](file:///etc/passwd)',
  '[[a]](command:x)](command:y)',
  '$(error) $(loading~spin) \\$(x)',
  '`[a](command:x)` <img src=x onerror=y>',
  'a\nb\r\nc\u2028d\u2029e\u0085f\vg\fh',
  '\u202egnp.exe \u2066x\u2069 \u061c\u200e\u200f',
  '\x1b[31mred\x1b[0m \0 \x9b',
  'x'.repeat(100_000),
  '[('.repeat(50_000),
])('%.40j', text => {
  test.each([
    ['label', label, 200],
    ['notice', notice, 800],
    ['passage', passage, 4_000],
    ['fileName', fileName, 80],
  ] as const)('is text as %s', (name, make, most) => {
    const made = make(text);
    if (name !== 'fileName') {
      expect(made).not.toMatch(link);
      expect(made).not.toMatch(icon);
      // A blank of no width stands in each mark that was broken up.
      expect(made.replaceAll('\u200b', '').length).toBeLessThanOrEqual(most);
    } else expect(made).not.toMatch(/[\\/?#]/);
    expect(made.replaceAll(name === 'passage' ? '\n' : '', '')).not.toMatch(
      /[\0-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
  });
});
