import { ts } from 'ts-morph';
import { literalOf, propertiesOf, withoutCasts } from '../literal.js';
import type { Merge } from './access.js';
import type { Key } from './key.js';

/** What a `this.merge(inputs, …)` is about, and the places that name artifacts in it. */
export function mergeOf(call: ts.CallExpression): Merge & { readonly names: readonly Key[] } {
  const given = propertiesOf(call.arguments[1]);
  const [include, exclude] = [namesIn(given.get('include')), namesIn(given.get('exclude'))];
  return {
    node: call,
    include: include?.map(({ name }) => name) ?? null,
    exclude: (exclude ?? []).map(({ name }) => name),
    names: [...(include ?? []), ...(exclude ?? [])],
  };
}

/** The names in a list of artifacts; null where it is not written out. */
function namesIn(list: ts.Expression | undefined): Key[] | null {
  const bare = list && withoutCasts(list);
  if (!bare || !ts.isArrayLiteralExpression(bare)) return null;
  return bare.elements.flatMap(node => {
    const name = literalOf(node)?.value;
    return typeof name === 'string' ? { node, name, form: 'quoted' as const } : [];
  });
}
