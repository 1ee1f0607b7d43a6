import { ts } from 'ts-morph';
import { commented } from './commented.js';

/** How a text is written. */
export interface Style {
  readonly newline: '\n' | '\r\n';
  readonly unit: '  ' | '    ' | '\t';
  readonly stop: ';' | '';
  readonly quote: "'" | '"';
  readonly isShort: boolean;
  readonly isMarked: boolean;
}

/** The same flow, written in a style of its own. */
export interface Written {
  readonly text: string;
  readonly style: Style;
}

type Pick = <T>(...all: readonly T[]) => T;

/** A flow of some members, in a style at random: blanks, line ends, stops, quotes, order, imports, what else stands in the file, and comments wherever there is room. */
export function written(members: readonly string[], next: () => number, isReversed: boolean): Written {
  const pick: Pick = (...all) => all[Math.floor(next() * all.length)]!;
  const isShort = next() < 0.15;
  const style: Style = {
    newline: pick('\n', '\n', '\r\n'),
    unit: pick('  ', '  ', '    ', '\t'),
    stop: isShort ? ';' : pick(';', ''),
    quote: pick("'", '"'),
    isShort,
    isMarked: next() < 0.1,
  };
  const body = parts(ordered(members, isReversed), style, pick);
  const isGapped = next() < 0.7;
  const own = classOf(
    pick('export class', 'export class', 'export default class', 'class'),
    'F',
    body,
    style,
    isGapped,
  );
  const other = classOf('export class', 'Other', parts(others, style, pick), style, isGapped);
  const classes = pick([own], [own], [other, own], [own, other]);
  const names = pick(...(classes.some(one => one.includes('Inputs<')) ? imports : [...imports, ...without]));
  const head = `${names.lines.join(`${style.stop}\n`)}${style.stop}`;
  const log = `export function log(..._of: unknown[]): void {}\n`;
  let text = named(`${head}\n\n${classes.join('\n\n')}\n\n${log}`, names);
  if (next() < 0.8) text = commented(text, next, isShort);
  // Line ends and quotes of comments are the text's as well.
  text = text
    .replaceAll("'", style.quote)
    .replaceAll(/^(?: {2})+/gm, blanks => style.unit.repeat(blanks.length / 2));
  return { text: (style.isMarked ? '\uFEFF' : '') + text.replaceAll('\n', style.newline), style };
}

interface Names {
  readonly lines: readonly string[];
  readonly called: Readonly<Record<string, string>>;
}

const imports: readonly Names[] = [
  { lines: ["import { Flow, parameter, step, type Inputs } from 'stepwell'"], called: {} },
  {
    lines: ["import { Flow, parameter, step } from 'stepwell'", "import type { Inputs } from 'stepwell'"],
    called: {},
  },
  { lines: ["import {\n  Flow,\n  parameter,\n  step,\n  type Inputs,\n} from 'stepwell'"], called: {} },
  {
    lines: ["import { Flow as Base, parameter as given, step as task, type Inputs as In } from 'stepwell'"],
    called: { Flow: 'Base', parameter: 'given', step: 'task', Inputs: 'In' },
  },
  {
    lines: ["import * as sw from 'stepwell'"],
    called: { Flow: 'sw.Flow', parameter: 'sw.parameter', step: 'sw.step', Inputs: 'sw.Inputs' },
  },
];

/** Those of a text that needs no `Inputs` yet. */
const without: readonly Names[] = [
  { lines: ["import { Flow, parameter, step } from 'stepwell'"], called: {} },
  { lines: ["import {\n  Flow,\n  parameter,\n  step\n} from 'stepwell'", "import 'node:fs'"], called: {} },
];

/** What the package gives, by the names that a text has for it. */
function named(text: string, { lines, called }: Names): string {
  const from = lines.join('\n').length + 1;
  const rest = text
    .slice(from)
    .replaceAll(/@step\b/g, `@${called.step ?? 'step'}`)
    .replaceAll(/\bInputs</g, `${called.Inputs ?? 'Inputs'}<`)
    .replaceAll(/\bextends Flow\b/g, `extends ${called.Flow ?? 'Flow'}`)
    .replaceAll(/= parameter\b/g, `= ${called.parameter ?? 'parameter'}`);
  return text.slice(0, from) + rest;
}

const others = [
  '@step() start() { return this.next(this.left, this.right); }',
  '@step() left() { return this.next(this.both); }',
  '@step() right() { return this.next(this.both); }',
  '@step() both(inputs: Inputs<this>) { console.log(inputs.length); }',
];

/** Fields first; the steps from either end. */
function ordered(members: readonly string[], isReversed: boolean): string[] {
  const isStep = (member: string): boolean => member.startsWith('@') || member.startsWith('/**');
  const steps = members.filter(isStep);
  if (isReversed) steps.reverse();
  return [...members.filter(member => !isStep(member)), ...steps];
}

/** A member as it is written: its lines, without indent. */
function parts(members: readonly string[], style: Style, pick: Pick): string[] {
  const tree = ts.createSourceFile(
    'a.ts',
    `class A {\n${members.join('\n')}\n}`,
    ts.ScriptTarget.Latest,
    true,
  );
  const [holder] = tree.statements;
  if (!holder || !ts.isClassDeclaration(holder)) throw new Error('no class');
  return holder.members.map(member => memberOf(member, tree, style, pick));
}

function memberOf(member: ts.ClassElement, tree: ts.SourceFile, style: Style, pick: Pick): string {
  const said = member.getFullText(tree).trim();
  // On one line, a comment has to end.
  const full = style.isShort ? said.replaceAll(/\/\/ (.*)/g, '/* $1 */') : said;
  if (!ts.isMethodDeclaration(member) || !member.body)
    return full.replace(/;$/, '') + (style.isShort ? ';' : style.stop);
  const { body } = member;
  const bare = full.slice(0, full.length - body.getText(tree).length);
  const header = pick(true, true, false) ? bare : bare.replace(/\) $/, `)${resultOf(member, body)} `);
  const gap = style.isShort ? ' ' : pick(' ', ' ', '\n');
  const other = pick('', '', '', '@log ', '@log\n');
  const marked = header.replace(
    /^((?:\/\*\*.*\*\/\n)?)(@step(?:\([^)]*\))?) /,
    (_, doc: string, mark: string) => pick(`${doc}${other}${mark}${gap}`, `${doc}${mark}${gap}${other}`),
  );
  const head = style.isShort ? marked : spread(marked, pick);
  const statements = body.statements.map(one => statementOf(one, tree, style, pick));
  if (statements.length === 0) return `${head}{}`;
  const isLine = style.isShort || (statements.every(one => !one.includes('\n')) && pick(true, false));
  if (isLine)
    return `${head}{ ${statements.map((one, i) => one + (style.stop || i === statements.length - 1 ? '' : ';')).join(' ')} }`;
  const lines = statements.map(one => one.replaceAll('\n', '\n  '));
  return `${head}{\n  ${lines.join('\n  ')}\n}`;
}

/** What a step says that it gives, where that can be said of its body. */
function resultOf({ type, modifiers }: ts.MethodDeclaration, body: ts.Block): string {
  if (type) return '';
  const returns = [...body.getText().matchAll(/\breturn\b(.*)/g)].map(([, given]) => given!.trim());
  const last = body.statements.at(-1);
  const isWay = (given: string) => given.startsWith('this.') && !given.includes('undefined');
  const goesOn = last && ts.isReturnStatement(last) && returns.every(isWay);
  if (!goesOn && returns.length > 0) return '';
  const given = goesOn ? "import('stepwell').Transition" : 'void';
  const isAsync = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  return `: ${isAsync ? `Promise<${given}>` : given}`;
}

/** Lists over several lines, each of what is in them on one of its own. */
function spread(text: string, pick: Pick): string {
  const lists = /(this\.next\(|@step\(\{ |\((?=\w+: ))([^(){}\n]+?)( ?\}\)|\))(?=[ ;\n]|$)/g;
  return text.replaceAll(lists, (all, open: string, list: string, close: string) => {
    if (pick(true, true, false)) return all;
    const comma = pick(',', '');
    return `${open.trimEnd()}\n  ${list.split(', ').join(',\n  ')}${comma}\n${close.trimStart()}`;
  });
}

function statementOf(statement: ts.Statement, tree: ts.SourceFile, style: Style, pick: Pick): string {
  const text = statement
    .getText(tree)
    .replaceAll(/\n\s*/g, style.isShort ? ' ' : '\n  ')
    .replace(/\n {2}\}/g, '\n}');
  const stopped = style.stop === '' ? text.replaceAll(/;(?=\n|$)/g, '') : text;
  return style.isShort || stopped.includes('\n') ? stopped : spread(stopped, pick);
}

function classOf(
  words: string,
  name: string,
  members: readonly string[],
  style: Style,
  isGapped: boolean,
): string {
  const head = `${words} ${name} extends Flow {`;
  if (style.isShort) return `${head} ${members.join(' ').replaceAll(/\s*\n\s*/g, ' ')} }`;
  const gap = isGapped ? '\n\n' : '\n';
  return `${head}\n${members.map(one => `  ${one.replaceAll('\n', '\n  ')}`).join(gap)}\n}`;
}
