import { ts } from 'ts-morph';
import type { Link } from '../classes.js';
import { ownOptions } from '../options.js';
import type { Reading } from '../reading.js';
import type { Access, Accesses, Merge } from './access.js';
import { isSurelyBefore, isSurelyReached, isSurelyReachedAfter } from './around.js';
import { codeNamed, type Members } from './members.js';
import { partsMeant } from './ownCode.js';
import { accessesOf } from './walk.js';

/** What a step does with the artifacts, in order, with what the methods it calls do in their place. */
export interface Deeds {
  readonly step: string;
  /** The method itself; null where its class is not to be had. */
  readonly method: ts.MethodDeclaration | null;
  readonly list: readonly Deed[];
  /** The flow itself is handed to something that may do anything with it. */
  readonly escapes: boolean;
  /** Anything of the inputs may be read. */
  readonly inputsEscape: boolean;
  readonly merges: readonly (Merge & Place)[];
}

/** Where a step does something. */
export interface Place {
  readonly node: ts.Node;
  /** Where what it calls is named on the way there from the step, outermost first. */
  readonly calls: readonly ts.Node[];
}

export interface Deed extends Access, Place {
  /** The method it stands in, when that is not the step itself. */
  readonly via: string | null;
}

/** A member's own accesses, and what all that it calls adds to them. */
type Whole = Omit<Deeds, 'step' | 'method'>;

const nothing: Whole = { list: [], escapes: false, inputsEscape: false, merges: [] };
const anything: Whole = { list: [], escapes: true, inputsEscape: true, merges: [] };

/** More deeds than this, what is called again is not looked at again: where members call each other twice, they double each time. */
const mostAgain = 200;

/** Reads each method of a flow once, however many steps call it. */
export class DeedReader {
  readonly #members: Members;
  readonly #readings: ReadonlyMap<ts.Node, Reading>;
  readonly #accesses = new Map<ts.ClassElement, Accesses>();
  readonly #helpers = new Map<readonly ts.ClassElement[], Whole>();
  readonly #classes = new Map<ts.SourceFile, ReadonlySet<string>>();

  constructor(members: Members, chain: readonly Link[]) {
    this.#members = members;
    this.#readings = new Map(chain.map(({ reading }) => [reading.tree, reading]));
  }

  /** The accesses in one member alone. */
  readonly of = (member: ts.ClassElement): Accesses => {
    let known = this.#accesses.get(member);
    if (known === undefined) {
      known = accessesOf(member, this.reading(member));
      this.#accesses.set(member, known);
    }
    return known;
  };

  /** The text that a node of one of the flow's classes stands in. */
  reading(node: ts.Node): Reading {
    return this.#readings.get(node.getSourceFile())!;
  }

  /** Whether a name is that of a class which structured clone would strip of what it can do. */
  namesClass(name: ts.Identifier): boolean {
    const tree = name.getSourceFile();
    let known = this.#classes.get(tree);
    if (known === undefined) {
      known = ownClasses(tree);
      this.#classes.set(tree, known);
    }
    return known.has(name.text);
  }

  step(step: string): Deeds {
    const method = this.#members.code.get(step)?.find(ts.isMethodDeclaration) ?? null;
    // Of a class that is not to be had, nothing is known.
    if (method === null) return { ...anything, step, method };
    return { ...this.#whole([method], null, new Set([this.#members.code.get(step)!])), step, method };
  }

  /** What the run does where a step fails for good. */
  caught(method: ts.MethodDeclaration, name: string): Deed {
    const span = this.reading(method).span(ownOptions(method).get('catch') ?? method.name);
    const what = { name, kind: 'write', on: 'flow', form: 'quoted', span } as const;
    return {
      ...what,
      node: method,
      value: null,
      from: null,
      onBase: false,
      loose: true,
      via: null,
      calls: [],
    };
  }

  /** What is done to the flow as an instance of it is made, in constructors and in the values of fields. */
  made(): Pick<Deeds, 'list' | 'escapes'> {
    const { constructors, fields, functions } = this.#members;
    const values = [...fields.values()].filter(({ name }) => !functions.has(name)).map(({ node }) => node);
    return this.#whole([...values, ...constructors], 'constructor', new Set());
  }

  #whole(
    members: readonly ts.ClassElement[],
    via: string | null,
    open: ReadonlySet<readonly ts.ClassElement[]>,
  ): Whole {
    const list: Deed[] = [];
    const merges: (Merge & Place)[] = [];
    // Called again, a method does what it did the first time; where that is all over the place, once is enough.
    const included = new Set<string>();
    let escapes = false;
    let inputsEscape = false;
    for (const member of members) {
      const accesses = this.of(member);
      escapes ||= accesses.escapes;
      inputsEscape ||= accesses.inputsEscape;
      merges.push(...accesses.merges.map(merge => ({ ...merge, calls: [] })));
      for (const access of accesses.list) {
        list.push({ ...access, via, calls: [] });
        if (list.length > mostAgain && included.has(access.name)) continue;
        const called = this.#called(access, member, open);
        if (called === nothing) continue;
        included.add(access.name);
        const isMeant = this.#meantBy(access, member);
        for (const deed of called.list.filter(isMeant))
          list.push({
            ...deed,
            loose: deed.loose || access.loose,
            calls: [access.node, ...deed.calls],
          });
        for (const merge of called.merges.filter(isMeant))
          merges.push({ ...merge, calls: [access.node, ...merge.calls] });
        escapes ||= called.escapes;
        inputsEscape ||= called.inputsEscape;
      }
    }
    return { list, merges, escapes, inputsEscape };
  }

  /** Whether what a member does is done where an access names it: of an object with functions, some of them may be meant. */
  #meantBy({ name, node }: Access, from: ts.ClassElement): (place: Place) => boolean {
    const [only] = codeNamed(this.#members, name, from) ?? [];
    const parts = only ? partsMeant(only, node) : null;
    if (parts === null) return () => true;
    return ({ calls, node }) =>
      parts.some(part => ts.findAncestor(calls[0] ?? node, around => around === part) !== undefined);
  }

  /** What code does that an access runs, whatever form it has; a step that is only named does not run. */
  #called(
    { name, on, kind, onBase }: Access,
    from: ts.ClassElement,
    open: ReadonlySet<readonly ts.ClassElement[]>,
  ): Whole {
    if (onBase && this.#members.overridden.has(name)) return anything;
    const members = codeNamed(this.#members, name, from);
    if (on !== 'flow' || members === undefined || open.has(members)) return nothing;
    if (kind !== 'call' && members.some(isStep)) return nothing;
    // A field that is given something else does not run what it held.
    if (kind === 'write' && members.some(ts.isPropertyDeclaration)) return nothing;
    let known = this.#helpers.get(members);
    if (known === undefined) {
      known = this.#whole(members, name, new Set([...open, members]));
      this.#helpers.set(members, known);
    }
    return known;
  }
}

/** Classes at the top of a file, those it imports too; one that extends what another file has may be anything, an error or an array. */
function ownClasses(tree: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const plain = new Set<string>();
  for (const statement of tree.statements) {
    if (ts.isClassDeclaration(statement) && statement.name && isPlainClass(statement, plain)) {
      plain.add(statement.name.text);
      names.add(statement.name.text);
    }
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (!bindings || bindings.isTypeOnly) continue;
    if (bindings.name && isClassName(bindings.name.text)) names.add(bindings.name.text);
    if (bindings.namedBindings && ts.isNamedImports(bindings.namedBindings)) {
      for (const { name } of bindings.namedBindings.elements)
        if (isClassName(name.text)) names.add(name.text);
    }
  }
  return names;
}

/** It extends nothing, or another class that stands before it. */
function isPlainClass({ heritageClauses }: ts.ClassDeclaration, known: ReadonlySet<string>): boolean {
  const [base] = heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types ?? [];
  return !base || (ts.isIdentifier(base.expression) && known.has(base.expression.text));
}

/** What goes by such a name is kept: errors, and arrays of bytes and numbers. */
function isClassName(name: string): boolean {
  return /^[A-Z]/.test(name) && !/(?:Error|Array|Buffer)$/.test(name);
}

function isStep(member: ts.ClassElement): boolean {
  return ts.canHaveDecorators(member) && (ts.getDecorators(member)?.length ?? 0) > 0;
}

/** Whatever one deed has left in the artifact, a later one surely takes away. */
export function undoes(later: Deed, one: Deed): boolean {
  return later.from !== null && (later.kind === 'write' || later.kind === 'delete') && follows(later, one);
}

/** Once one deed is done, a later one surely is. */
export function follows(later: Place, one: Place): boolean {
  const apart = parting(later, one);
  return (
    apart !== null && isSurelyReachedAfter(apart.place, apart.other) && apart.within.every(isSurelyReached)
  );
}

/** Wherever one deed is done, an earlier one has been. */
export function precedes(earlier: Place, one: Place): boolean {
  const apart = parting(earlier, one);
  return apart !== null && isSurelyBefore(apart.place, apart.other) && apart.within.every(isSurelyReached);
}

/** Two places of one body, where the ways to two deeds part, and what leads from the first to its deed. */
interface Parting {
  readonly place: ts.Node;
  readonly other: ts.Node;
  readonly within: readonly ts.Node[];
}

/** Null where one deed is within the other, or the same. */
export function parting(one: Place, other: Place): Parting | null {
  const [here, there] = [
    [...one.calls, one.node],
    [...other.calls, other.node],
  ];
  const at = here.findIndex((node, level) => node !== there[level]);
  const [place, from] = [here[at], there[at]];
  return place && from ? { place, other: from, within: here.slice(at + 1) } : null;
}

/** Whatever the artifact held before, it holds nothing of it afterwards. */
export function settles({ kind, from, calls, loose }: Deed): boolean {
  if (loose || from === null) return false;
  return (kind === 'write' || kind === 'delete') && [from, ...calls].every(isSurelyReached);
}

/** `??=`, which changes nothing where there is a value. */
export function isDefault({ node: { parent } }: Deed): boolean {
  return (
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken
  );
}
