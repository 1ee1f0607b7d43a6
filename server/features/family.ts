import type { Location, Position } from 'vscode-languageserver';
import type { Analysis } from '../analyser.js';
import type { Place } from '../parse/dataflow/places.js';
import type { ParsedFlow } from '../parse/parsed.js';
import { type Named, namedAt, placesOfMember, rangeOf } from './names.js';
import { locationOf } from './places.js';

/** A document, open or not, as far as what it says of flows is concerned. */
export type Text = Pick<Analysis, 'uri' | 'parsed'>;

/**
 * A member of flows wherever it is named. Classes of many files may have it: what they have in common is where the furthest of their
 * bases declares it, and those that override it mean the same member.
 */
export interface Member extends Pick<Named, 'name' | 'kind'> {
  /** The document in which it is declared first. */
  readonly uri: string;
  /** The name there. */
  readonly start: Position;
}

/** What a position names; null where nothing is named, or it is declared nowhere. */
export function memberAt(text: Text, position: Position): Member | null {
  const named = namedAt(text, position);
  return named && memberOf(text, named.flow, named);
}

export function memberOf(
  text: Text,
  { graph }: ParsedFlow,
  { name, kind }: Pick<Named, 'name' | 'kind'>,
): Member | null {
  const [first] = text.parsed.declarations(graph.flow, name);
  if (!first) return null;
  const { uri, range } = locationOf(text, first);
  return { name, kind, uri, start: range.start };
}

/** The classes of a document that have a member. */
export function holdersOf(text: Text, member: Member): ParsedFlow[] {
  return text.parsed.classes.filter(flow => {
    const theirs = memberOf(text, flow, member);
    return (
      theirs?.uri === member.uri &&
      theirs.start.line === member.start.line &&
      theirs.start.character === member.start.character
    );
  });
}

/** Every place of a document that names a member, in source order. */
export function placesOfFamily(text: Text, member: Member): Place[] {
  const places = holdersOf(text, member).flatMap(flow => placesOfMember(text.parsed, flow, member));
  // Classes of one family share their places.
  const once = new Map(places.map(place => [place.span.start, place]));
  return [...once.values()].toSorted((one, other) => one.span.start - other.span.start);
}

/** The same as an editor wants it. */
export function locationsIn(text: Text, member: Member, withDeclaration: boolean): Location[] {
  return placesOfFamily(text, member)
    .filter(({ role }) => withDeclaration || role !== 'declaration')
    .map(({ span }) => ({ uri: text.uri, range: rangeOf(text, span) }));
}
