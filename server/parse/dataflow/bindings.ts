import { ts } from 'ts-morph';
import { elementOf, type Holder } from './holders.js';
import type { Notes } from './notes.js';
import type { Scope } from './scope.js';

/** What declarations make names of: holders, parts of them, and what artifacts hold. */
export class Bindings {
  readonly #notes: Notes;
  readonly #visit: (node: ts.Node, scope: Scope) => void;

  /** @param visit looks at what stands beside names: what is taken where there is nothing */
  constructor(notes: Notes, visit: (node: ts.Node, scope: Scope) => void) {
    this.#notes = notes;
    this.#visit = visit;
  }

  /** `const { data } = this.loaded`: names for what an artifact holds, so that to change them in place changes it. */
  alias(name: ts.BindingName, artifact: string | null, scope: Scope): void {
    if (artifact === null) return;
    if (ts.isIdentifier(name)) {
      scope.aliases.set(name.text, artifact);
      return;
    }
    // What is left over is put into an object or list of its own.
    for (const element of name.elements)
      if (ts.isBindingElement(element) && !element.dotDotDotToken) this.alias(element.name, artifact, scope);
  }

  /** Gives names to what a pattern takes out of a holder. */
  bind(name: ts.BindingName, holder: Holder | null, scope: Scope): void {
    if (ts.isIdentifier(name)) {
      scope.aliases.delete(name.text);
      if (holder === null) scope.known.delete(name.text);
      else scope.known.set(name.text, holder);
      return;
    }
    if (ts.isArrayBindingPattern(name)) {
      for (const element of name.elements) {
        if (ts.isOmittedExpression(element)) continue;
        this.bind(element.name, element.dotDotDotToken ? holder : elementOf(holder), scope);
        if (element.initializer) this.#visit(element.initializer, scope);
      }
      return;
    }
    for (const element of name.elements) this.#element(element, holder, scope);
  }

  #element(element: ts.BindingElement, holder: Holder | null, scope: Scope): void {
    if (element.initializer) this.#visit(element.initializer, scope);
    const written = element.propertyName ?? element.name;
    const inner = holder === 'inputs' ? 'input' : null;
    if (element.dotDotDotToken || !ts.isIdentifier(written)) {
      this.#notes.escape(holder);
    } else if (holder !== null && holder !== 'entries') {
      const form = element.propertyName ? 'plain' : 'shorthand';
      const kind = element.initializer ? 'test' : 'read';
      this.#notes.put({ node: written, name: written.text, form }, holder, kind, null, null, scope);
    }
    this.bind(element.name, inner, scope);
    if (holder === 'flow' && !element.dotDotDotToken && ts.isIdentifier(written))
      this.alias(element.name, written.text, scope);
  }
}
