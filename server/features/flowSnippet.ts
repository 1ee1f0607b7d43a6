import { basename } from 'node:path';
import { ts } from 'ts-morph';
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type Position,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { fileNameOf } from '../analyser.js';
import { importNames } from '../edit/importNames.js';
import { filePath } from '../file-path.js';
import { readSource } from '../parse/source.js';

/** A whole flow where one may be written: at the beginning of a statement of the file itself. */
export function flowSnippetAt(document: TextDocument, position: Position): CompletionItem[] {
  const text = document.getText();
  const at = document.offsetAt(position);
  const word = /(?:^|\n|\r)(\w*)$/.exec(text.slice(0, at))?.[1];
  if (word === undefined || !/^[ \t]*(?:\r|\n|$)/.test(text.slice(at))) return [];
  const tree = treeOf(text, fileNameOf(document));
  const start = at - word.length;
  if (tree === null || !isBetweenStatements(tree, start, at)) return [];
  const edits = importNames(tree, ['Flow', 'step']);
  // Two edits of one place have no order.
  const isBehind = edits.every(({ span }) => span.start < start);
  const before = isBehind ? '' : edits.map(({ text: put }) => put).join('');
  return [
    {
      label: 'flow',
      kind: CompletionItemKind.Snippet,
      detail: 'A flow with its first and last step',
      insertText: before + flowText(nameFor(document.uri)),
      insertTextFormat: InsertTextFormat.Snippet,
      sortText: '~flow',
      additionalTextEdits: isBehind
        ? edits.map(({ span, text: newText }) => ({
            range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
            newText,
          }))
        : [],
    },
  ];
}

function flowText(name: string): string {
  return [
    `/** \${2:What it does.} */`,
    `export class \${1:${name}} extends Flow {`,
    '\t@step() start() {',
    '\t\t$0',
    '\t\treturn this.next(this.end);',
    '\t}',
    '',
    '\t@step() end() {}',
    '}',
  ].join('\n');
}

/** `TrainModelFlow` in `train-model.flow.ts`. */
function nameFor(uri: string): string {
  const file = basename(filePath(uri) ?? '').replace(/\..*$/s, '');
  const words = file.match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const isName = /^[\p{ID_Start}][\p{ID_Continue}]*$/u.test(name) && !/^(?:Index|Flow|Main)$/.test(name);
  if (!isName) return 'MyFlow';
  return name.endsWith('Flow') ? name : `${name}Flow`;
}

function treeOf(text: string, fileName: string): ts.SourceFile | null {
  try {
    return readSource(text, fileName).tree;
  } catch {
    // Nested too deeply to be read.
    return null;
  }
}

/** Not inside of anything: the word that stands there, if any, is a statement of the file. */
function isBetweenStatements(tree: ts.SourceFile, start: number, end: number): boolean {
  return (
    tree.statements.every(statement => {
      const isApart = end < statement.getStart(tree) || start >= statement.end;
      const isWord =
        ts.isExpressionStatement(statement) &&
        ts.isIdentifier(statement.expression) &&
        statement.getStart(tree) === start;
      return isApart || isWord;
    }) && !isInComment(tree, start)
  );
}

function isInComment({ text }: ts.SourceFile, at: number): boolean {
  const open = text.lastIndexOf('/*', at);
  return open >= 0 && text.indexOf('*/', open) >= at;
}
