import { ts } from 'ts-morph';
import type { Reading } from '../reading.js';
import { spanOf, withoutQuotes } from '../source.js';
import type { Access, Accesses, AccessKind, Merge } from './access.js';
import type { Holder } from './holders.js';
import { isOfSuper, type Key } from './key.js';
import type { Scope } from './scope.js';

/** What has been seen of a member's code. */
export class Notes implements Accesses {
  readonly list: Access[] = [];
  readonly merges: Merge[] = [];
  escapes = false;
  inputsEscape = false;
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Something goes where anything may be done with it. */
  escape(holder: Holder | null): void {
    if (holder === 'flow') this.escapes = true;
    else if (holder !== null) this.inputsEscape = true;
  }

  put(
    key: Key,
    on: Access['on'],
    kind: AccessKind,
    value: ts.Expression | null,
    from: ts.Expression | null,
    scope: Scope,
  ): void {
    const whole = spanOf(key.node, this.#reading.tree);
    const span = this.#reading.place(key.form === 'quoted' ? withoutQuotes(whole) : whole);
    const { name, form } = key;
    const onBase = isOfSuper(key.node.parent);
    const around = key.node.parent;
    const isAccess = ts.isPropertyAccessExpression(around) || ts.isElementAccessExpression(around);
    const node = isAccess ? around : key.node;
    this.list.push({ name, kind, on, onBase, span, form, node, value, from, loose: scope.loose });
  }

  /** `this['score']` as a type names the artifact. */
  type(node: ts.TypeNode, scope: Scope): void {
    if (ts.isIndexedAccessTypeNode(node) && ts.isLiteralTypeNode(node.indexType)) {
      const { literal } = node.indexType;
      if (ts.isStringLiteral(literal) && this.#isFlowType(node.objectType, scope)) {
        this.put({ node: literal, name: literal.text, form: 'quoted' }, 'flow', 'name', null, null, scope);
      }
    }
    ts.forEachChild(node, child => {
      if (ts.isTypeNode(child)) this.type(child, scope);
    });
  }

  #isFlowType(type: ts.TypeNode, { own }: Scope): boolean {
    if (type.kind === ts.SyntaxKind.ThisType) return own;
    return ts.isTypeReferenceNode(type) && this.#reading.imports.exportOf(type.typeName) === 'Inputs';
  }
}
