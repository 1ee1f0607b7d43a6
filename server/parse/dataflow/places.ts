import { ts } from 'ts-morph';
import { propertyName, withoutCasts } from '../literal.js';
import { ownOptions } from '../options.js';
import type { Span } from '../parsed.js';
import { spanOf, withoutQuotes } from '../source.js';
import type { Access, Accesses } from './access.js';

/** A place in the text that names a member of a flow. */
export interface Place {
  readonly name: string;
  /** The name, without quotes. */
  readonly span: Span;
  readonly form: Exclude<Access['form'], 'alias'>;
  readonly role: 'declaration' | 'option' | Access['kind'];
  /** What it is named on; null for a declaration or an option. */
  readonly on: Access['on'] | null;
}

/** Every place in some classes that names one of their members, in source order; of a single member where one is given. */
export function placesIn(
  classes: readonly ts.ClassLikeDeclaration[],
  read: (member: ts.ClassElement) => Accesses,
  tree: ts.SourceFile,
): Place[] {
  return classes
    .flatMap(node => node.members.flatMap(member => placesOf(member, read, tree)))
    .toSorted((one, other) => one.span.start - other.span.start);
}

export function placesOf(
  member: ts.ClassElement,
  read: (member: ts.ClassElement) => Accesses,
  tree: ts.SourceFile,
): Place[] {
  const places: Place[] = [];
  const isStatic =
    ts.canHaveModifiers(member) &&
    ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  if (isStatic) return codecPlaces(member, tree);
  const name = member.name && propertyName(member.name);
  if (member.name && typeof name === 'string') {
    places.push({ ...written(member.name, tree), name, role: 'declaration', on: null });
  }
  if (ts.isMethodDeclaration(member)) {
    const given = ownOptions(member).get('catch');
    const caught = given && withoutCasts(given);
    if (caught && ts.isStringLiteralLike(caught)) {
      places.push({ ...written(caught, tree), name: caught.text, role: 'option', on: null });
    }
  }
  for (const { name: used, span, form, kind, on } of read(member).list) {
    if (form === 'alias') continue;
    places.push({ name: used, span, form, role: kind, on });
  }
  return places;
}

/** `static codecs = { model: … }` names artifacts. */
function codecPlaces(member: ts.ClassElement, tree: ts.SourceFile): Place[] {
  const isCodecs =
    ts.isPropertyDeclaration(member) &&
    propertyName(member.name) === 'codecs' &&
    member.initializer !== undefined &&
    ts.isObjectLiteralExpression(member.initializer);
  if (!isCodecs) return [];
  return (member.initializer as ts.ObjectLiteralExpression).properties.flatMap(({ name }) => {
    const key = name && propertyName(name);
    if (!name || typeof key !== 'string') return [];
    const isShorthand = ts.isShorthandPropertyAssignment(name.parent);
    const place = { ...written(name, tree), name: key, role: 'option', on: null } as const;
    return [isShorthand ? { ...place, form: 'shorthand' } : place];
  });
}

function written(node: ts.Node, tree: ts.SourceFile): Pick<Place, 'span' | 'form'> {
  const span = spanOf(node, tree);
  if (!ts.isStringLiteralLike(node)) return { span, form: 'plain' };
  return { span: withoutQuotes(span), form: 'quoted' };
}

/** A name as it has to be written at a place that another one stands at now. */
export function respelt({ form, name }: Pick<Place, 'form' | 'name'>, newName: string): string {
  return form === 'shorthand' ? `${newName}: ${name}` : newName;
}
